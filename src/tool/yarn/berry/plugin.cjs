// The plugin that the shim has yarn 2 to 4 load. It holds no secret: what yarn is handed comes through a pipe, is kept in memory
// alone, and is sent to nobody but the registry that it is for. It also leads a yarn in a script to the shim again.
'use strict'

const fs = require('fs')
const path = require('path')

const VARIABLE = 'NPMCRED_YARN'

// The first line is the path of the pipe, the second that of the shim; either may be empty.
const [contents, shim] = (process.env[VARIABLE] || '').split('\n')
delete process.env[VARIABLE]
const held = contents ? read(contents) : []
let isLoaded = false

// A line for each credential: the registry, the name of yarn's setting, its value.
function read (file) {
  let text = ''
  try {
    text = fs.readFileSync(file, 'utf8')
  } catch (error) {
    process.stderr.write(`npmcred: note: the credential cannot be read (${error.code}), so yarn has none; see: npmcred doctor\n`)
  }
  return text.split('\n').filter(Boolean).map(line => {
    const [registry, name, value] = line.split('\t')
    return { url: new URL(registry), name, value }
  })
}

// yarn's own settings, with ours where they say nothing: the text of a registry, then that text without its scheme, then what
// holds for all.
class Registries extends Map {
  constructor (own, all) {
    super(own)
    this.all = all
  }

  get (key) {
    const own = super.get(key)
    const ours = /^https?:/.test(key) && held.find(one => one.url.href === hrefOf(key))
    if (!ours) return own
    const said = own || super.get(key.replace(/^[a-z]+:/, ''))
    const above = said || this.all
    if (above.get('npmAuthToken') || above.get('npmAuthIdent')) return own
    const entry = new Map(said || [['npmAlwaysAuth', above.get('npmAlwaysAuth')]])
    return entry.set(ours.name, ours.value)
  }
}

function hrefOf (text) {
  try {
    return new URL(text.endsWith('/') ? text : `${text}/`).href
  } catch {
    return ''
  }
}

function addTo (Configuration) {
  const { get } = Configuration.prototype
  Configuration.prototype.get = function (key) {
    const value = get.call(this, key)
    if (key !== 'npmRegistries') return value
    return new Registries(value, { get: other => get.call(this, other) })
  }
}

// yarn sends a credential to whatever address metadata or a lockfile names for a package.
function pin (client) {
  const { request } = client
  client.request = function (target, ...rest) {
    const options = rest.find(one => one && one.headers) || target
    const headers = (options && options.headers) || {}
    for (const name of Object.keys(headers)) {
      if (name.toLowerCase() === 'authorization' && leadsAstray(headers[name], target)) delete headers[name]
    }
    return request.call(this, target, ...rest)
  }
}

function leadsAstray (header, target) {
  const scheme = { npmAuthToken: 'Bearer', npmAuthIdent: 'Basic' }
  const ours = held.filter(one => header === `${scheme[one.name]} ${one.value}`)
  if (!ours.length) return false
  const href = target instanceof URL || typeof target === 'string' ? new URL(target).href : ''
  return !ours.some(one => href.startsWith(one.url.href))
}

// yarn puts a program of its own in front of PATH, which runs this very yarn. The shim finds it under its new name.
async function leadToShim (env, makeProgram, version) {
  delete env[VARIABLE]
  delete env.NPMCRED_COVERED_YARN_PLUGINS
  const others = (env.YARN_PLUGINS || '').split(';').filter(one => path.basename(one) !== path.basename(__filename))
  env.YARN_PLUGINS = others.join(';')
  if (!env.YARN_PLUGINS) delete env.YARN_PLUGINS
  const own = path.join(env.BERRY_BIN_FOLDER || '', 'yarn')
  if (!shim || !fs.existsSync(own)) return
  const text = fs.readFileSync(own, 'utf8')
  const moved = path.join(env.BERRY_BIN_FOLDER, 'npmcred-yarn')
  fs.writeFileSync(moved, `${text}# ${version}\n`, { mode: 0o755 })
  await makeProgram('yarn', shim, [])
  await makeProgram('yarnpkg', shim, [])
}

module.exports = {
  name: 'npmcred',
  factory (require) {
    const { Configuration, YarnVersion } = require('@yarnpkg/core')
    if (held.length && !isLoaded) {
      addTo(Configuration)
      pin(require('http'))
      pin(require('https'))
    }
    isLoaded = true
    return {
      hooks: {
        setupScriptEnvironment: (project, env, makeProgram) => leadToShim(env, makeProgram, YarnVersion)
      }
    }
  }
}
