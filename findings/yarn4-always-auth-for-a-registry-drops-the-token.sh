#!/usr/bin/env bash
# yarn 4.18.0: with `npmAuthToken` at the top of .yarnrc.yml `yarn npm whoami` sends it. Add an entry for the same registry below
# `npmRegistries` that says `npmAlwaysAuth: true`, and yarn says that no authentication is configured, and asks nobody.
#
# An entry takes the place of all that stands at the top, also of what it does not mention.
set -euo pipefail

work=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server"; rm -rf "$work"' EXIT
mkdir "$work/home" "$work/project"
npm install --silent --no-audit --no-fund --prefix "$work/tools" @yarnpkg/cli-dist@4.18.0 >&2

cat >"$work/registry.js" <<'JS'
let seen = 'nothing'
require('http').createServer((request, response) => {
  if (request.url === '/seen') { response.end(seen); seen = 'nothing'; return }
  seen = `${request.url} with ${request.headers.authorization}`
  response.setHeader('content-type', 'application/json')
  response.end('{"username":"kim"}')
}).listen(0, '127.0.0.1', function () { console.log(this.address().port) })
JS
node "$work/registry.js" >"$work/port" &
server=$!
until [ -s "$work/port" ]; do sleep 0.1; done
host=127.0.0.1:$(cat "$work/port")
echo '{"name":"p","version":"1.0.0"}' >"$work/project/package.json"
touch "$work/project/yarn.lock"

ask() {
  printf '%s\n' "npmRegistryServer: http://$host" "npmAuthToken: made-up" "unsafeHttpWhitelist: [127.0.0.1]" "enableTelemetry: false" "${@:2}" \
    >"$work/project/.yarnrc.yml"
  status=0
  (cd "$work/project" && env -i PATH="$PATH" HOME="$work/home" node "$work/tools/node_modules/@yarnpkg/cli-dist/bin/yarn.js" npm whoami) \
    >"$work/said" 2>&1 || status=$?
  seen=$(node -e 'fetch(process.argv[1]).then(a => a.text()).then(t => console.log(t))' "http://$host/seen")
  echo "$1: status $status, asked $seen $(grep -o 'YN0033' "$work/said" || true)"
}
{
  ask "token at the top"
  ask "and an entry" npmRegistries: "  '//$host':" "    npmAlwaysAuth: true"
  ask "and a token in it" npmRegistries: "  '//$host':" "    npmAlwaysAuth: true" "    npmAuthToken: second"
} | tee "$work/all"

cat >"$work/expected" <<'TXT'
token at the top: status 0, asked /-/whoami with Bearer made-up 
and an entry: status 1, asked nothing YN0033
and a token in it: status 0, asked /-/whoami with Bearer second 
TXT
diff "$work/expected" "$work/all" || {
  echo "changed"
  exit 1
}
