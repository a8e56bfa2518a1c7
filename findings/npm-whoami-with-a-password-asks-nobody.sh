#!/usr/bin/env bash
# npm 8.19.4 and 12.2.0: where user name and password are kept (as two lines or as `_auth`), `npm whoami` prints the name out of the
# file with status 0 and asks no registry. The registry of this script would refuse the password; with a token, which it
# refuses as well, `npm whoami` does ask.
#
# So `npm whoami` in a build script proves that a token works, and nothing where the login is a password.
set -euo pipefail

work=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server"; rm -rf "$work"' EXIT
mkdir "$work/home" "$work/project"

cat >"$work/registry.js" <<'JS'
const seen = []
require('http').createServer((request, response) => {
  if (request.url === '/seen') return response.end(seen.splice(0).join(' ') || 'nothing')
  seen.push(request.url)
  response.writeHead(401, { 'content-type': 'application/json', 'www-authenticate': 'Bearer' })
  response.end('{}')
}).listen(0, '127.0.0.1', function () { console.log(this.address().port) })
JS
node "$work/registry.js" >"$work/port" &
server=$!
until [ -s "$work/port" ]; do sleep 0.1; done
host=127.0.0.1:$(cat "$work/port")

for version in 8.19.4 12.2.0; do
  npm install --silent --no-audit --no-fund --prefix "$work/npm-$version" "npm@$version" >&2
  for kept in "username=kim _password=d3Jvbmc=" "_auth=a2ltOndyb25n" "_authToken=wrong"; do
    printf 'registry=http://%s/\nupdate-notifier=false\n' "$host" >"$work/home/.npmrc"
    for line in $kept; do echo "//$host/:$line" >>"$work/home/.npmrc"; done
    status=0
    name=$(cd "$work/project" && env -i PATH="$PATH" HOME="$work/home" \
      node "$work/npm-$version/node_modules/npm/bin/npm-cli.js" whoami 2>/dev/null) || status=$?
    seen=$(node -e 'fetch(process.argv[1]).then(a => a.text()).then(t => console.log(t))' "http://$host/seen")
    echo "$version, ${kept//=*/}: status $status, says '$name', asked $seen"
  done
done | tee "$work/all"

for version in 8.19.4 12.2.0; do
  cat <<TXT
$version, username: status 0, says 'kim', asked nothing
$version, _auth: status 0, says 'kim', asked nothing
$version, _authToken: status 1, says '', asked /-/whoami
TXT
done >"$work/expected"
diff "$work/expected" "$work/all" || {
  echo "changed"
  exit 1
}
