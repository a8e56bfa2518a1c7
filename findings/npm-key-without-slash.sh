#!/usr/bin/env bash
# npm 8.19.4 and 12.2.0: with the key `//host:_authToken` (no slash before the colon) `npm view` sends the token, while `npm whoami`
# says that nobody is logged in and asks nothing.
#
# What fetches walks from the longest key to the shortest, the one without a slash included; what checks beforehand looks under
# the key with the slash alone.
set -euo pipefail

work=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server"; rm -rf "$work"' EXIT
mkdir "$work/home" "$work/project"

cat >"$work/registry.js" <<'JS'
const seen = []
require('http').createServer((request, response) => {
  if (request.url === '/seen') return response.end(seen.splice(0).join(' '))
  seen.push(`${request.url}=${request.headers.authorization ? 'token' : 'nobody'}`)
  response.setHeader('content-type', 'application/json')
  response.end(JSON.stringify({ username: 'kim', name: 'x', 'dist-tags': { latest: '1.0.0' }, versions: { '1.0.0': { name: 'x', version: '1.0.0' } } }))
}).listen(0, '127.0.0.1', function () { console.log(this.address().port) })
JS
node "$work/registry.js" >"$work/port" &
server=$!
until [ -s "$work/port" ]; do sleep 0.1; done
host=127.0.0.1:$(cat "$work/port")

for version in 8.19.4 12.2.0; do
  npm install --silent --no-audit --no-fund --prefix "$work/npm-$version" "npm@$version" >&2
  for key in "//$host/:_authToken" "//$host:_authToken"; do
    printf 'registry=http://%s/\n%s=made-up\nupdate-notifier=false\n' "$host" "$key" >"$work/home/.npmrc"
    for command in "view x version" whoami; do
      # shellcheck disable=SC2086 # the command is words
      (cd "$work/project" && env -i PATH="$PATH" HOME="$work/home" node "$work/npm-$version/node_modules/npm/bin/npm-cli.js" $command) \
        >/dev/null 2>"$work/said" || true
      code=$(grep -oE 'ENEEDAUTH' "$work/said" | head -n 1 || true)
      seen=$(node -e 'fetch(process.argv[1]).then(a => a.text()).then(t => console.log(t))' "http://$host/seen")
      printf '%s %s with %s: %s%s\n' "$version" "$command" "${key/$host/HOST}" "$seen" "$code"
    done
  done
done | tee "$work/all"

cat >"$work/expected" <<'TXT'
8.19.4 view x version with //HOST/:_authToken: /x=token
8.19.4 whoami with //HOST/:_authToken: /-/whoami=token
8.19.4 view x version with //HOST:_authToken: /x=token
8.19.4 whoami with //HOST:_authToken: ENEEDAUTH
12.2.0 view x version with //HOST/:_authToken: /x=token
12.2.0 whoami with //HOST/:_authToken: /-/whoami=token
12.2.0 view x version with //HOST:_authToken: /x=token
12.2.0 whoami with //HOST:_authToken: ENEEDAUTH
TXT
diff "$work/expected" "$work/all" || {
  echo "changed"
  exit 1
}
