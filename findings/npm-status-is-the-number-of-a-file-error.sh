#!/usr/bin/env bash
# npm 8.19.4, 11.21.2 and 12.2.0: where package.json is missing, npm ends with status 254: the negative number of the system's error
# (ENOENT, 2), as one byte. Where --prefix names a file, npm 8 and 11 end with 239 (EEXIST) and npm 12 with 236 (ENOTDIR). A refused
# login (E401), a missing package (E404) and a missing lockfile end with 1.
#
# Statuses from 128 on are taken for signals by shells and build servers: 254 looks like the end of a killed npm.
set -euo pipefail

work=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server"; rm -rf "$work"' EXIT
mkdir "$work/home" "$work/empty" "$work/project"
echo '{"name":"p","version":"1.0.0","dependencies":{"made-up-name":"1"}}' >"$work/project/package.json"
: >"$work/file"
versions=(8.19.4 11.21.2 12.2.0)
for version in "${versions[@]}"; do
  npm install --silent --no-audit --no-fund --prefix "$work/$version" "npm@$version" >&2
done

cat >"$work/registry.js" <<'JS'
const http = require('http')
http.createServer((request, response) => {
  response.writeHead(request.url.includes('private') ? 401 : 404, { 'content-type': 'application/json' })
  response.end('{}')
}).listen(0, '127.0.0.1', function () { console.log(this.address().port) })
JS
node "$work/registry.js" >"$work/port" &
server=$!
until [ -s "$work/port" ]; do sleep 0.1; done

ended() {
  local version=$1 folder=$2 status=0
  (cd "$folder" && env -i PATH="$PATH" HOME="$work/home" npm_config_cache="$work/cache" npm_config_update_notifier=false \
    npm_config_registry="http://127.0.0.1:$(cat "$work/port")/" npm_config_fetch_retries=0 \
    node "$work/$version/node_modules/npm/bin/npm-cli.js" "${@:3}") >/dev/null 2>&1 || status=$?
  echo "$version ${*:3}: $status"
}
for version in "${versions[@]}"; do
  ended "$version" "$work/empty" run build
  ended "$version" "$work/empty" publish
  ended "$version" "$work/empty" pkg get name
  ended "$version" "$work/empty" --prefix "$work/file" install | sed "s| $work/file||"
  ended "$version" "$work/project" ci
  ended "$version" "$work/project" view made-up-name
  ended "$version" "$work/project" view private
done | tee "$work/all"

for version in "${versions[@]}"; do
  sed "s/^/$version /" <<TXT
run build: 254
publish: 254
pkg get name: $([ "$version" = 8.19.4 ] && echo 1 || echo 254)
--prefix install: $([ "$version" = 12.2.0 ] && echo 236 || echo 239)
ci: 1
view made-up-name: 1
view private: 1
TXT
done >"$work/expected"
diff "$work/expected" "$work/all" || {
  echo "changed"
  exit 1
}
