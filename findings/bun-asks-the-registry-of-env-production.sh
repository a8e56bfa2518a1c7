#!/usr/bin/env bash
# bun 1.4.5: `bun add` takes NPM_CONFIG_REGISTRY out of the project's .env, and out of .env.production just as well though nothing says
# that this is production; it counts more than `registry` in the project's own .npmrc.
#
# Those files are meant for the program that is written there; so what is told to a server also moves the place where packages come from.
set -euo pipefail

work=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server"; rm -rf "$work"' EXIT
mkdir "$work/home" "$work/project"
npm install --silent --no-audit --no-fund --prefix "$work/tools" bun@1.4.5 >&2

cat >"$work/registries.js" <<'JS'
const http = require('http')
const seen = new Set()
const listen = name => new Promise(done => {
  http.createServer((request, response) => {
    if (request.url === '/seen') { response.end([...seen].join(' ')); return seen.clear() }
    seen.add(name)
    response.writeHead(404, { 'content-type': 'application/json' })
    response.end('{}')
  }).listen(0, '127.0.0.1', function () { done(this.address().port) })
})
Promise.all(['environment', 'npmrc'].map(listen)).then(ports => console.log(ports.join(' ')))
JS
node "$work/registries.js" >"$work/ports" &
server=$!
until [ -s "$work/ports" ]; do sleep 0.1; done
read -r environment npmrc <"$work/ports"
echo '{"name":"p","version":"1.0.0"}' >"$work/project/package.json"
echo "registry=http://127.0.0.1:$npmrc/" >"$work/project/.npmrc"

ask() {
  (cd "$work/project" && env -i PATH="$work/tools/node_modules/.bin:/usr/bin:/bin" HOME="$work/home" bun add made-up-name) >/dev/null 2>&1 || true
  echo "$1: $(node -e 'fetch(process.argv[1]).then(a => a.text()).then(t => console.log(t))' "http://127.0.0.1:$npmrc/seen")"
}
{
  ask "only .npmrc"
  for file in .env .env.local .env.development .env.test .env.production; do
    echo "NPM_CONFIG_REGISTRY=http://127.0.0.1:$environment/" >"$work/project/$file"
    ask "$file"
    rm "$work/project/$file"
  done
} | tee "$work/all"

cat >"$work/expected" <<'TXT'
only .npmrc: npmrc
.env: environment
.env.local: environment
.env.development: npmrc
.env.test: npmrc
.env.production: environment
TXT
diff "$work/expected" "$work/all" || {
  echo "changed"
  exit 1
}
