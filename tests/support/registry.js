// A private registry on loopback for one test program.
//
// Reads one line of JSON from stdin, {"verdaccio", "folder", "packages": [{"name", "version", "manifest", "files"}]}, publishes
// those packages, and answers with one line: the addresses, and the users with their passwords and tokens. It lives until
// stdin closes, so it cannot outlast the test that started it, even one that was killed; it
// takes its folder with it.
//
// Two doors to the same storage: at the root, and under /some/path/ (many company registries live below a path). Every request
// is appended to `requests.jsonl` with its authorization, so that a test can see what a client sent, and to whom.
'use strict'
const fs = require('fs')
const http = require('http')
const path = require('path')
const zlib = require('zlib')
const crypto = require('crypto')

const PREFIX = '/some/path/'
const USERS = ['reader', 'writer']

const config = (folder, prefix) => ({
  storage: path.join(folder, 'storage'),
  self_path: path.join(folder, 'config.yaml'),
  configPath: path.join(folder, 'config.yaml'),
  url_prefix: prefix,
  secret: '0123456789abcdef0123456789abcdef',
  auth: { htpasswd: { file: path.join(folder, 'htpasswd'), algorithm: 'sha1', max_users: 100 } },
  uplinks: {},
  packages: {
    '@priv/*': { access: '$authenticated', publish: 'writer', unpublish: 'writer' },
    '**': { access: '$all', publish: 'writer', unpublish: 'writer' },
  },
  log: { type: 'file', path: path.join(folder, 'verdaccio.log'), format: 'json', level: 'warn' },
  web: { enable: false },
  middlewares: {},
  max_body_size: '20mb',
  server: { keepAliveTimeout: 5 },
})

// One entry of a tar archive (ustar): a header of 512 bytes, then the contents padded to the same.
const tarEntry = (name, body, mode) => {
  const header = Buffer.alloc(512)
  const put = (text, at) => header.write(text, at, 'latin1')
  const octal = (number, width) => number.toString(8).padStart(width - 1, '0') + '\0'
  put(name, 0)
  put(octal(mode, 8), 100)
  put(octal(0, 8), 108)
  put(octal(0, 8), 116)
  put(octal(body.length, 12), 124)
  put(octal(499162500, 12), 136)
  put('        ', 148)
  put('0', 156)
  put('ustar\0' + '00', 257)
  let sum = 0
  for (const byte of header) sum += byte
  put(sum.toString(8).padStart(6, '0') + '\0 ', 148)
  return Buffer.concat([header, body, Buffer.alloc((512 - (body.length % 512)) % 512)])
}

const tarball = (manifest, files) => {
  const all = { 'package.json': JSON.stringify(manifest, null, 2) + '\n', ...files }
  const entries = Object.entries(all).map(([name, text]) => tarEntry('package/' + name, Buffer.from(text), text.startsWith('#!') ? 0o755 : 0o644))
  return zlib.gzipSync(Buffer.concat([...entries, Buffer.alloc(1024)]))
}

const call = async (base, method, where, body, authorization) => {
  const headers = { 'content-type': 'application/json', ...(authorization && { authorization }) }
  const response = await fetch(base + where, { method, headers, body: JSON.stringify(body) })
  const text = await response.text()
  if (!response.ok) throw new Error(`${method} ${where}: ${response.status} ${text}`)
  return JSON.parse(text)
}

const addUser = async (base, name) => {
  const password = crypto.randomBytes(18).toString('hex')
  const body = { _id: `org.couchdb.user:${name}`, name, password, type: 'user', roles: [], date: new Date().toISOString() }
  const { token } = await call(base, 'PUT', `-/user/org.couchdb.user:${name}`, body)
  return { name, password, token }
}

const publish = async (base, token, { name, version, manifest, files }) => {
  const full = { name, version, ...manifest }
  const data = tarball(full, files || {})
  const file = `${name}-${version}.tgz`
  const dist = {
    integrity: 'sha512-' + crypto.createHash('sha512').update(data).digest('base64'),
    shasum: crypto.createHash('sha1').update(data).digest('hex'),
    tarball: `${base}${name}/-/${file}`,
  }
  const body = {
    _id: name,
    name,
    'dist-tags': { latest: version },
    versions: { [version]: { ...full, _id: `${name}@${version}`, dist } },
    _attachments: { [file]: { content_type: 'application/octet-stream', data: data.toString('base64'), length: data.length } },
  }
  await call(base, 'PUT', name.replace('/', '%2f'), body, `Bearer ${token}`)
  return dist.integrity
}

// Answers on a free loopback port; `strip` is the path below which the registry appears.
const listen = async (app, strip, log) => {
  const [handler] = app.listeners('request')
  const server = http.createServer({ keepAliveTimeout: 5000 }, (request, response) => {
    const { method, url, headers } = request
    fs.appendFileSync(log, JSON.stringify({ door: strip, method, url, authorization: headers.authorization || null }) + '\n')
    if (!url.startsWith(strip)) {
      response.writeHead(404).end('{"error":"below this path there is no registry"}')
      return
    }
    request.url = url.slice(strip.length - 1)
    handler(request, response)
  })
  await new Promise(resolve => server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${server.address().port}${strip}`
}

let leave = () => process.exit(0)

const main = async () => {
  const line = await new Promise(resolve => {
    let text = ''
    process.stdin.on('data', chunk => {
      text += chunk
      if (text.includes('\n')) resolve(text)
    })
    process.stdin.on('end', () => leave())
  })
  const { verdaccio, folder, packages } = JSON.parse(line)
  leave = () => {
    fs.rmSync(folder, { recursive: true, force: true })
    process.exit(0)
  }
  fs.writeFileSync(path.join(folder, 'config.yaml'), '')
  const { runServer } = require(verdaccio)
  const log = path.join(folder, 'requests.jsonl')
  const url = await listen(await runServer(config(folder, '')), '/', log)
  const below = await listen(await runServer(config(folder, PREFIX)), PREFIX, log)
  const users = {}
  for (const name of USERS) users[name] = await addUser(url, name)
  const integrity = {}
  for (const one of packages) integrity[`${one.name}@${one.version}`] = await publish(url, users.writer.token, one)
  fs.writeFileSync(log, '')
  process.stdout.write(JSON.stringify({ url, below, users, integrity }) + '\n')
}

main().catch(error => {
  process.stderr.write(`registry: ${error.stack}\n`)
  process.exit(1)
})
