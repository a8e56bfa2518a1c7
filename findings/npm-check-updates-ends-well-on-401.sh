#!/usr/bin/env bash
# npm-check-updates 23.1.1: where the registry wants a login for a package, it says so and ends with status 0, also with --errorLevel 2.
# And of npm's variables it takes every name in small letters, so that a token by `npm_config_//HOST/:_authToken` serves npm alone.
set -euo pipefail

work=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server"; rm -rf "$work"' EXIT
mkdir "$work/home" "$work/project"

cat >"$work/registry.js" <<'JS'
require('http').createServer((request, response) => {
  response.setHeader('content-type', 'application/json')
  if (request.headers.authorization !== 'Bearer made-up') { response.statusCode = 401; return response.end('{"error":"log in"}') }
  const versions = Object.fromEntries(['1.0.0', '2.0.0'].map(version => [version, { name: 'x', version }]))
  response.end(JSON.stringify({ name: 'x', 'dist-tags': { latest: '2.0.0' }, versions }))
}).listen(0, '127.0.0.1', function () { console.log(this.address().port) })
JS
node "$work/registry.js" >"$work/port" &
server=$!
until [ -s "$work/port" ]; do sleep 0.1; done
host=127.0.0.1:$(cat "$work/port")
npm install --silent --no-audit --no-fund --prefix "$work" npm-check-updates@23.1.1 npm@11.21.2 >&2
echo '{"name":"here","version":"1.0.0","dependencies":{"x":"1.0.0"}}' >"$work/project/package.json"
printf 'registry=http://%s/\nfetch-retries=0\n' "$host" >"$work/home/.npmrc"

# run NAME VARIABLE… -- WORDS…
run() {
  local name=$1 env=() said status=0
  shift
  while [ "$1" != -- ]; do
    env+=("$1")
    shift
  done
  shift
  said=$(cd "$work/project" && env -i PATH="$PATH" HOME="$work/home" "${env[@]}" node "$@" 2>&1) || status=$?
  echo "$name: status $status, $(grep -oE 'authorization required|E401|log in|1\.0\.0 +→ +2\.0\.0|2\.0\.0' <<<"$said" | head -n 1 | tr -s ' ')"
}
updates=$work/node_modules/npm-check-updates/build/cli.js
npm=$work/node_modules/npm/bin/npm-cli.js
{
  run "npm view" -- "$npm" view x version
  run "npm-check-updates" -- "$updates"
  run "npm-check-updates --errorLevel 2" -- "$updates" --errorLevel 2
  run "npm view, token in a variable" "npm_config_//$host/:_authToken=made-up" -- "$npm" view x version
  run "npm-check-updates, token in a variable" "npm_config_//$host/:_authToken=made-up" -- "$updates"
  echo "//$host/:_authToken=made-up" >>"$work/home/.npmrc"
  run "npm-check-updates, token in ~/.npmrc" -- "$updates"
} | tee "$work/all"

cat >"$work/expected" <<'TXT'
npm view: status 1, E401
npm-check-updates: status 0, log in
npm-check-updates --errorLevel 2: status 0, log in
npm view, token in a variable: status 0, 2.0.0
npm-check-updates, token in a variable: status 0, log in
npm-check-updates, token in ~/.npmrc: status 0, 1.0.0 → 2.0.0
TXT
diff "$work/expected" "$work/all" || {
  echo "changed"
  exit 1
}
