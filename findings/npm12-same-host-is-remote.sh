#!/usr/bin/env bash
# npm 12.2.0: a tarball on the registry's own host and port, but not below the registry's path, is refused with EALLOWREMOTE. `npm help
# config` says of allow-remote that tarballs that share a hostname with the registry are installed normally.
#
# With the registry at the root of the host the same tarball is installed; with it at /npm/ it is not, unless allow-remote is `all`.
set -euo pipefail

work=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server"; rm -rf "$work"' EXIT
mkdir -p "$work/home" "$work/package"

printf '{"name":"x","version":"1.0.0"}' >"$work/package/package.json"
tar -C "$work" -czf "$work/x.tgz" package
cat >"$work/registry.js" <<'JS'
const { readFileSync } = require('fs')
const { createHash } = require('crypto')
const archive = readFileSync(process.argv[2])
const integrity = 'sha512-' + createHash('sha512').update(archive).digest('base64')
require('http').createServer((request, response) => {
  if (request.url === '/files/x-1.0.0.tgz') return response.end(archive)
  if (!/^\/(npm\/)?x$/.test(request.url)) { response.statusCode = 404; return response.end('{}') }
  response.setHeader('content-type', 'application/json')
  const dist = { integrity, tarball: `http://${request.headers.host}/files/x-1.0.0.tgz` }
  response.end(JSON.stringify({ name: 'x', 'dist-tags': { latest: '1.0.0' }, versions: { '1.0.0': { name: 'x', version: '1.0.0', dist } } }))
}).listen(0, '127.0.0.1', function () { console.log(this.address().port) })
JS
node "$work/registry.js" "$work/x.tgz" >"$work/port" &
server=$!
until [ -s "$work/port" ]; do sleep 0.1; done
host=127.0.0.1:$(cat "$work/port")
npm install --silent --no-audit --no-fund --prefix "$work/npm" npm@12.2.0 >&2

at=0
for how in "/" "/npm/" "/npm/ --allow-remote=root" "/npm/ --allow-remote=all"; do
  at=$((at + 1))
  mkdir "$work/$at"
  echo '{"name":"here","version":"1.0.0"}' >"$work/$at/package.json"
  read -r path flag <<<"$how"
  said=$(cd "$work/$at" && env -i PATH="$PATH" HOME="$work/home" node "$work/npm/node_modules/npm/bin/npm-cli.js" install x \
    --no-audit --no-fund "--registry=http://$host$path" ${flag:+"$flag"} 2>&1) || true
  echo "registry at $how: $(grep -oE 'EALLOWREMOTE|added 1 package' <<<"$said" | head -n 1)"
done | tee "$work/all"

cat >"$work/expected" <<'TXT'
registry at /: added 1 package
registry at /npm/: EALLOWREMOTE
registry at /npm/ --allow-remote=root: added 1 package
registry at /npm/ --allow-remote=all: added 1 package
TXT
diff "$work/expected" "$work/all" || {
  echo "changed"
  exit 1
}
