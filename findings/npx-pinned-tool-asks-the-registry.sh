#!/usr/bin/env bash
# npm 11.21.2: `npx tool@1.0.0`, an exact version that npx has installed before, asks the registry at every start, and ends with
# E401 where the registry wants a login by now. With --prefer-offline the very same tool starts.
set -euo pipefail

work=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server"; rm -rf "$work"' EXIT
mkdir -p "$work/home" "$work/project" "$work/package"

printf '{"name":"tool","version":"1.0.0","bin":"tool.js"}' >"$work/package/package.json"
printf '#!/usr/bin/env node\nconsole.log("tool runs")\n' >"$work/package/tool.js"
tar -C "$work" -czf "$work/tool.tgz" package
cat >"$work/registry.js" <<'JS'
const { readFileSync } = require('fs')
const { createHash } = require('crypto')
const archive = readFileSync(process.argv[2])
const integrity = 'sha512-' + createHash('sha512').update(archive).digest('base64')
let open = true, asked = 0
require('http').createServer((request, response) => {
  if (request.url === '/close') { open = false; return response.end() }
  if (request.url === '/asked') { response.end(String(asked)); asked = 0; return }
  asked++
  if (!open) { response.statusCode = 401; response.setHeader('www-authenticate', 'Bearer'); return response.end('{}') }
  if (request.url.endsWith('.tgz')) return response.end(archive)
  response.setHeader('content-type', 'application/json')
  const dist = { integrity, tarball: `http://${request.headers.host}/tool/-/tool-1.0.0.tgz` }
  const version = { name: 'tool', version: '1.0.0', bin: { tool: 'tool.js' }, dist }
  response.end(JSON.stringify({ name: 'tool', 'dist-tags': { latest: '1.0.0' }, versions: { '1.0.0': version } }))
}).listen(0, '127.0.0.1', function () { console.log(this.address().port) })
JS
node "$work/registry.js" "$work/tool.tgz" >"$work/port" &
server=$!
until [ -s "$work/port" ]; do sleep 0.1; done
url=http://127.0.0.1:$(cat "$work/port")/
ask() { node -e 'fetch(process.argv[1]).then(a => a.text()).then(t => console.log(t))' "$url$1"; }

npm install --silent --no-audit --no-fund --prefix "$work/npm" npm@11.21.2 >&2
printf 'registry=%s\nupdate-notifier=false\nyes=true\naudit=false\n' "$url" >"$work/home/.npmrc"
try() {
  (cd "$work/project" && env -i PATH="$PATH" HOME="$work/home" node "$work/npm/node_modules/npm/bin/npx-cli.js" "$@") >"$work/said" 2>&1 || true
  printf '%s: %s, asked %s\n' "$*" "$(grep -oE 'tool runs|E401' "$work/said" | head -n 1)" "$(if [ "$(ask asked)" = 0 ]; then echo nobody; else echo the registry; fi)"
}
{
  try tool@1.0.0
  try tool@1.0.0
  ask close >/dev/null
  try tool@1.0.0
  try --prefer-offline tool@1.0.0
} | tee "$work/all"

cat >"$work/expected" <<'TXT'
tool@1.0.0: tool runs, asked the registry
tool@1.0.0: tool runs, asked the registry
tool@1.0.0: E401, asked the registry
--prefer-offline tool@1.0.0: tool runs, asked nobody
TXT
diff "$work/expected" "$work/all" || {
  echo "changed"
  exit 1
}
