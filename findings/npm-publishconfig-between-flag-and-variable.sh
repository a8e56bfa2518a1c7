#!/usr/bin/env bash
# Where `npm publish` goes when the user and the package name different registries: with npm 8.19.4 and 9.9.4 the package's publishConfig
# beats the user's flag. With 10.9.9 and 12.2.0 it is the flag, while the very same setting as a variable still loses.
#
# Everywhere else a variable stands above every file; and a script that was written with npm 10 publishes elsewhere with npm 9.
set -euo pipefail

work=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server"; rm -rf "$work"' EXIT
mkdir "$work/home" "$work/project"

cat >"$work/registries.js" <<'JS'
const http = require('http')
const last = []
const listen = name => new Promise(done => {
  http.createServer((request, response) => {
    if (request.url === '/last') return response.end(last.splice(0).join(' '))
    if (request.method === 'PUT') last.push(name)
    request.resume()
    response.writeHead(request.method === 'PUT' ? 201 : 404, { 'content-type': 'application/json' })
    response.end('{}')
  }).listen(0, '127.0.0.1', function () { done(this.address().port) })
})
Promise.all(['user', 'package'].map(listen)).then(ports => console.log(ports.join(' ')))
JS
node "$work/registries.js" >"$work/ports" &
server=$!
until [ -s "$work/ports" ]; do sleep 0.1; done
read -r user package <"$work/ports"
for port in "$user" "$package"; do echo "//127.0.0.1:$port/:_authToken=made-up"; done >"$work/home/.npmrc"
echo "update-notifier=false" >>"$work/home/.npmrc"
printf '{"name":"p","version":"1.0.0","publishConfig":{"registry":"http://127.0.0.1:%s/"}}' "$package" >"$work/project/package.json"

for version in 8.19.4 9.9.4 10.9.9 12.2.0; do
  npm install --silent --no-audit --no-fund --ignore-scripts --prefix "$work/npm-$version" "npm@$version" >&2
  publish() {
    (cd "$work/project" && env -i PATH="$PATH" HOME="$work/home" "${@:2}") >"$work/said" 2>&1 || cat "$work/said" >&2
    echo "$version, $1: $(node -e 'fetch(process.argv[1]).then(a => a.text()).then(t => console.log(t))' "http://127.0.0.1:$user/last")"
  }
  npm=(node "$work/npm-$version/node_modules/npm/bin/npm-cli.js" publish)
  publish flag "${npm[@]}" --registry="http://127.0.0.1:$user/"
  publish variable npm_config_registry="http://127.0.0.1:$user/" "${npm[@]}"
done | tee "$work/all"

cat >"$work/expected" <<'TXT'
8.19.4, flag: package
8.19.4, variable: package
9.9.4, flag: package
9.9.4, variable: package
10.9.9, flag: user
10.9.9, variable: package
12.2.0, flag: user
12.2.0, variable: package
TXT
diff "$work/expected" "$work/all" || {
  echo "changed"
  exit 1
}
