#!/usr/bin/env bash
# pnpm 11.28.0: with a tokenHelper that prints `Basic …`, view, whoami and dist-tag send just that, and publish sends `Bearer Basic …`.
# pnpm 10.34.5 and 12.21.0 publish with what the helper printed.
#
# So a helper for a registry with user names and passwords works until the first publish, which the registry then refuses.
set -euo pipefail

work=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server"; rm -rf "$work"' EXIT
mkdir -p "$work/home" "$work/project"
npm install --silent --no-audit --no-fund --prefix "$work/node" node@22.23.3 >&2
versions=(10.34.5 11.28.0 12.21.0)
for version in "${versions[@]}"; do
  npm install --silent --no-audit --no-fund --prefix "$work/$version" "pnpm@$version" >&2
done

cat >"$work/registry.js" <<'JS'
const http = require('http')
http.createServer((request, response) => {
  console.error(request.method, request.url, request.headers.authorization || 'anonymous')
  request.resume().on('end', () => {
    response.writeHead(request.method === 'PUT' ? 201 : 404, { 'content-type': 'application/json' })
    response.end('{}')
  })
}).listen(0, '127.0.0.1', function () { console.log(this.address().port) })
JS
node "$work/registry.js" >"$work/port" 2>"$work/requests" &
server=$!
until [ -s "$work/port" ]; do sleep 0.1; done
port=$(cat "$work/port")
printf '#!/bin/sh\necho "Basic bWFkZTp1cA=="\n' >"$work/helper"
chmod +x "$work/helper"
printf 'registry=http://127.0.0.1:%s/\n//127.0.0.1:%s/:tokenHelper=%s/helper\n' "$port" "$port" "$work" >"$work/home/.npmrc"
echo '{"name":"made-up","version":"1.0.0"}' >"$work/project/package.json"

for version in "${versions[@]}"; do
  for command in "view other" "publish --no-git-checks"; do
    # shellcheck disable=SC2086 # a command and its words
    (cd "$work/project" && env -i PATH="$work/$version/node_modules/.bin:$work/node/node_modules/.bin:/usr/bin:/bin" HOME="$work/home" \
      pnpm $command) >/dev/null 2>&1 || true
  done
  # pnpm 10 leaves `view` to npm, which knows no helper.
  grep -aoE '(GET /other|PUT /made-up) .*' "$work/requests" | sort -u | sed "s/^/$version /"
  echo >"$work/requests"
done | tee "$work/all"

cat >"$work/expected" <<'TXT'
10.34.5 GET /other anonymous
10.34.5 PUT /made-up Basic bWFkZTp1cA==
11.28.0 GET /other Basic bWFkZTp1cA==
11.28.0 PUT /made-up Bearer Basic bWFkZTp1cA==
12.21.0 GET /other Basic bWFkZTp1cA==
12.21.0 PUT /made-up Basic bWFkZTp1cA==
TXT
diff "$work/expected" "$work/all" || {
  echo "changed"
  exit 1
}
