#!/usr/bin/env bash
# npm 12.2.0: install scripts of a package are approved by version, but not where the registry repeats the scope in the name of its
# archives, as GitLab's does (/@s/x/-/@s/x-1.0.0.tgz). `npm approve-scripts` then approves every version, and gives as its reason that
# package-lock.json has no "resolved" for the package, which it has. The version written by hand approves nothing.
set -euo pipefail

work=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server"; rm -rf "$work"' EXIT
mkdir -p "$work/home" "$work/package"

# shellcheck disable=SC2016 # the shell of the script expands it
echo '{"name":"@s/x","version":"1.0.0","scripts":{"install":"cd $INIT_CWD && echo ran >ran"}}' >"$work/package/package.json"
tar -C "$work" -czf "$work/x.tgz" package
cat >"$work/registry.js" <<'JS'
const { readFileSync } = require('fs')
const { createHash } = require('crypto')
const archive = readFileSync(process.argv[2])
const integrity = 'sha512-' + createHash('sha512').update(archive).digest('base64')
const files = { npm: 'x-1.0.0.tgz', gitlab: '@s/x-1.0.0.tgz' }
require('http').createServer((request, response) => {
  const url = decodeURIComponent(request.url)
  if (url.endsWith('.tgz')) return response.end(archive)
  const form = url.split('/')[1]
  if (!url.endsWith('/@s/x')) { response.statusCode = 404; return response.end('{}') }
  response.setHeader('content-type', 'application/json')
  const dist = { integrity, tarball: `http://${request.headers.host}/${form}/@s/x/-/${files[form]}` }
  const one = { name: '@s/x', version: '1.0.0', scripts: { install: 'x' }, hasInstallScript: true, dist }
  response.end(JSON.stringify({ name: '@s/x', 'dist-tags': { latest: '1.0.0' }, versions: { '1.0.0': one } }))
}).listen(0, '127.0.0.1', function () { console.log(this.address().port) })
JS
node "$work/registry.js" "$work/x.tgz" >"$work/port" &
server=$!
until [ -s "$work/port" ]; do sleep 0.1; done
npm install --silent --no-audit --no-fund --prefix "$work/npm" npm@12.2.0 >&2
npm12() { env -i PATH="$PATH" HOME="$work/home" node "$work/npm/node_modules/npm/bin/npm-cli.js" --no-audit --no-fund "$@"; }

for form in npm gitlab; do
  for by in npm hand; do
    mkdir -p "$work/$form-$by" && cd "$work/$form-$by"
    echo '{"name":"here","version":"1.0.0"}' >package.json
    echo "@s:registry=http://127.0.0.1:$(cat "$work/port")/$form/" >.npmrc
    npm12 install @s/x >log 2>&1
    if [ "$by" = npm ]; then npm12 approve-scripts @s/x >log 2>&1; else sed -i 's|"name"|"allowScripts":{"@s/x@1.0.0":true},&|' package.json; fi
    reason=$(grep -o 'has no "resolved" URL' log || true)
    npm12 ci >log 2>&1
    echo "$form, by $by: $(node -p 'JSON.stringify(require("./package.json").allowScripts)'), ${reason:-no warning}," \
      "resolved $(grep -c '"resolved": "http' package-lock.json), $(cat ran 2>/dev/null || echo blocked)"
  done
done | tee "$work/all"

cat >"$work/expected" <<'TXT'
npm, by npm: {"@s/x@1.0.0":true}, no warning, resolved 1, ran
npm, by hand: {"@s/x@1.0.0":true}, no warning, resolved 1, ran
gitlab, by npm: {"@s/x":true}, has no "resolved" URL, resolved 1, ran
gitlab, by hand: {"@s/x@1.0.0":true}, no warning, resolved 1, blocked
TXT
diff "$work/expected" "$work/all" || {
  echo "changed"
  exit 1
}
