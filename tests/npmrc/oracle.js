// What npm itself answers: reads one question a line from the file named first, writes one answer a line to the second.
// Everything is done by the modules inside the npm package at the folder named third; nothing is copied from them.
'use strict'
const fs = require('node:fs')
const path = require('node:path')
const vm = require('node:vm')

const [, , questions, answers, npm] = process.argv
const major = Number(require(path.join(npm, 'package.json')).version.split('.')[0])
const inside = (...parts) => require(path.join(npm, ...parts))
const module_ = (...parts) => inside('node_modules', ...parts)

const { definitions, shorthands, flatten, nerfDarts } =
  major === 8 ? inside('lib/utils/config/index.js') : module_('@npmcli/config/lib/definitions/index.js')
const Config = module_('@npmcli/config/lib/index.js')
module_('@npmcli/config/lib/type-defs.js')
const nopt = module_('nopt/lib/nopt.js')
const ini = module_('ini/lib/ini.js')
const parseField = module_('@npmcli/config/lib/parse-field.js')
const envReplace = module_('@npmcli/config/lib/env-replace.js')
const mapWorkspaces = module_('@npmcli/map-workspaces/lib/index.js')
const getAuth = module_('npm-registry-fetch/lib/auth.js')
const { pickRegistry } = module_('npm-registry-fetch/lib/index.js')
const parseJSON = module_('json-parse-even-better-errors')
const cmdList = inside('lib/utils/cmd-list.js')

// npm 8 has this as a method of its main class, over the same lists.
const deref = cmdList.deref || (c => {
  if (!c) return
  c = c.replace(/([A-Z])/g, m => '-' + m.toLowerCase())
  if (cmdList.plumbing.includes(c)) return c
  let a = cmdList.abbrevs[c]
  while (cmdList.aliases[a]) a = cmdList.aliases[a]
  return a
})
const types = Object.fromEntries(Object.entries(definitions).map(([key, def]) => [key, def.type]))
const command = word => {
  const found = deref(word)
  return typeof found === 'string' ? found : null
}

// JSON without what it cannot say: undefined is null, half a surrogate pair is U+FFFD, a date is its text.
const plain = v => v === undefined ? null
  : typeof v === 'string' ? v.toWellFormed()
    : Array.isArray(v) ? v.map(plain)
      : v instanceof Date ? String(v)
        : v && typeof v === 'object' ? Object.fromEntries(Object.entries(v).map(([k, w]) => [k.toWellFormed(), plain(w)]))
          : v
const pairs = object => Object.entries(object).map(([key, value]) => [key.toWellFormed(), plain(value)])

// The same with every number as its text: infinity is none of JSON's.
const spelled = v => typeof v === 'number' ? { number: String(v) }
  : Array.isArray(v) ? v.map(spelled)
    : v && typeof v === 'object' ? Object.fromEntries(Object.entries(v).map(([k, w]) => [k.toWellFormed(), spelled(w)]))
      : plain(v)

const npxSource = fs.readFileSync(path.join(npm, 'bin/npx-cli.js'), 'utf8').replace(/^#!.*/, '')

// A folder tree with its config files, as npm loads and checks them.
const load = async ({ args, env, cwd, home, node, npmDir }) => {
  process.chdir(cwd)
  process.env.HOME = home
  const config = new Config({
    definitions,
    shorthands: structuredClone(shorthands),
    flatten,
    nerfDarts,
    npmPath: npmDir,
    env: { ...env },
    argv: ['node', 'npm', ...args],
    cwd,
    execPath: node,
    platform: 'linux',
    warn: false,
  })
  // npm 12 refuses a flag cut short; what it would have meant is not the question here.
  config.abbrevHandler = () => {}
  await config.load()
  try {
    config.validate()
  } catch (er) {
    if (er.code !== 'ERR_INVALID_AUTH') throw er
  }
  return config
}

const ask = {
  ini: ({ bytes }) => pairs(ini.parse(Buffer.from(bytes).toString('utf8'))),

  json: ({ bytes }) => spelled(parseJSON(Buffer.from(bytes))),

  // What npm holds of a file, as `loadObject` of its config does it.
  held: ({ bytes, env }) => {
    const held = new Map()
    for (const [key, value] of Object.entries(ini.parse(Buffer.from(bytes).toString('utf8')))) {
      const k = envReplace(key, env)
      held.set(k, parseField(value, k, { platform: 'linux', types, home: '/h', env }))
    }
    return [...held].map(([key, value]) => [key.toWellFormed(), plain(value)])
  },

  token: ({ uri, registry, key }) => getAuth(uri, { registry, [key]: 'found' }).token,

  expand: ({ text, env }) => envReplace(text, env),

  line: ({ args }) => {
    nopt.invalidHandler = nopt.unknownHandler = nopt.abbrevHandler = () => {}
    const { argv, ...options } = nopt(types, structuredClone(shorthands), ['node', 'npm', ...args])
    return { options: pairs(options), remain: argv.remain, command: command(argv.remain[0]) }
  },

  words: ({ words }) => words.map(command),

  // Those that may stand beside each other.
  keys: () => Object.keys(definitions).filter(key => !definitions[key].exclusive),

  user: async world => pairs((await load(world)).data.get('user').data),

  npx: ({ args }) => {
    let got
    const from = name => name === '../lib/cli.js' ? fake => { got = fake.argv.slice(2) }
      : name.startsWith('.') ? inside('bin', name) : module_(name)
    from.resolve = name => name
    const argv = ['node', 'npx', ...args]
    const run = vm.runInThisContext(`(function (require, process, console) {${npxSource}\n})`)
    run(from, { argv }, { error () {} })
    return got
  },

  workspaces: async ({ root }) => {
    const pkg = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8'))
    return [...(await mapWorkspaces({ cwd: root, pkg })).values()]
  },

  world: async ({ uris, ...world }) => {
    const config = await load(world)
    const layers = {}
    for (const where of ['cli', 'env', 'project', 'user', 'global', 'builtin']) {
      layers[where] = pairs(config.data.get(where).data)
    }
    const flat = config.flat
    const scope = config.get('scope')
    const auth = ({ uri, registry }) => {
      const found = getAuth(uri, { ...flat, registry, spec: undefined })
      const form = found.token ? 'Token' : found.auth ? (found.isBasicAuth ? 'UserPassword' : 'Auth') : null
      // From npm 10 on it also says which key it was; certificates are only named, since the files are not there.
      return { form, value: plain(found.token || found.auth), key: major < 10 ? null : found.regKey || null }
    }
    // What a command sees that looks for a credential before its first request. npm 8 then also takes what has
    // no registry and could not be moved to the default one, and sends it to none.
    const creds = ({ registry }) => {
      if (major === 8 && ['_authToken', '_auth', 'username'].some(key => config.get(key))) return null
      const found = config.getCredentialsByURI(registry)
      return Boolean(found.token || found.username || found.auth)
    }
    return {
      layers,
      creds: uris.map(creds),
      localPrefix: config.localPrefix,
      globalPrefix: config.globalPrefix,
      user: config.data.get('user').source,
      global: config.data.get('global').source,
      project: config.data.get('project').source,
      workspace: config.data.get('default').data.workspace[0] ?? null,
      registries: [null, '@a', '@b'].map(s => String(pickRegistry(s ? `${s}/x` : 'x', { ...flat, scope: scope ? `@${String(scope).replace(/^@/, '')}` : '' }))),
      auth: uris.map(auth),
    }
  },
}

// How npm would reach `uris`: what it passes on (npm-registry-fetch) and what is made of that (make-fetch-happen and its agent,
// which from npm 10 on keeps the variables that it found when it was loaded).
ask.route = async ({ env, cwd, home, uris }) => {
  const variables = Object.keys(process.env).filter(name => /proxy$|^node_tls/i.test(name))
  for (const name of variables) delete process.env[name]
  Object.assign(process.env, env)
  const config = await load({ args: [], env, cwd, home, node: process.execPath, npmDir: npm })
  const flat = config.flat
  const set = { proxy: flat.httpsProxy || flat.proxy, noProxy: flat.noProxy }
  let proxyFor
  if (major < 10) {
    const { getProxyUri } = module_('make-fetch-happen/lib/agent.js')
    proxyFor = uri => getProxyUri(uri, set)
  } else {
    const file = require.resolve(path.join(npm, 'node_modules/@npmcli/agent/lib/proxy.js'))
    delete require.cache[file]
    const { getProxy } = require(file)
    proxyFor = uri => {
      const proxy = getProxy(uri, set)
      return proxy && getProxy(uri, { proxy })
    }
  }
  const options = module_('make-fetch-happen/lib/options.js')({ strictSSL: flat.strictSSL })
  const auth = getAuth(uris[0], flat)
  return {
    proxies: uris.map(uri => String(proxyFor(uri) || '')),
    strict: options.rejectUnauthorized,
    ca: flat.ca ? [].concat(flat.ca) : null,
    cert: auth.cert || flat.cert || null,
    key: auth.key || flat.key || null,
    retry: plain(flat.retry),
  }
}

async function main () {
  const out = []
  for (const line of fs.readFileSync(questions, 'utf8').split('\n').filter(Boolean)) {
    const question = JSON.parse(line)
    let answer
    try {
      answer = { ok: await ask[question.ask](question) }
    } catch (er) {
      answer = { throws: String(er && er.stack) }
    }
    out.push(JSON.stringify(answer, (_, v) => typeof v === 'string' ? v.toWellFormed() : v))
  }
  fs.writeFileSync(answers, out.join('\n') + '\n')
}

process.on('log', () => {})
main()
