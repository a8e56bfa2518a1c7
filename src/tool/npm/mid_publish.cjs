// What the shim loads into npm for one publish. npm reads a package's manifest again after its scripts have run, and applies
// its publishConfig again: here a key is refused that was not there when npmcred looked.
'use strict'

const Module = require('module')

if (process.env.NPMCRED_HELD) hold(read(process.env.NPMCRED_HELD))

// The first line is the path of the config file with the credential.
function read (said) {
  const end = said.indexOf('\n')
  return { ...JSON.parse(said.slice(end)), global: said.slice(0, end) }
}

function hold (held) {
  const { _load } = Module
  let isTold = false
  let isHeld = false
  Module._load = function (request, parent) {
    // Only npm itself is told, and by this file alone: what does not load it, or stands in front of npm, finds no credential.
    if (!isTold && /[\\/]bin[\\/]np[mx]-cli\.js$/.test((parent && parent.filename) || '')) {
      isTold = true
      tell(held)
    }
    const loaded = _load.apply(this, arguments)
    // By now the command has loaded all that it needs.
    const from = (parent && parent.filename) || ''
    if (!isHeld && /[\\/]lib[\\/]npm\.js$/.test(from) && /[\\/](?:un)?publish(?:\.js)?$/.test(request)) {
      throw new Error('npmcred does not know how this npm reads publishConfig')
    }
    const isNpms = /[\\/]lib[\\/](?:commands[\\/])?(?:un)?publish\.js$/.test(from)
    if (!isNpms || !loaded || typeof loaded.flatten !== 'function') return loaded
    isHeld = true
    // From here on npm's scripts may run, and find what they would have found.
    drop(/^NPMCRED_HELD$/)
    drop(/^NODE_OPTIONS$/)
    if (held.options !== null) process.env.NODE_OPTIONS = held.options
    const flatten = (config, into) => {
      look(config, held)
      return loaded.flatten(config, into)
    }
    return Object.assign({}, loaded, { flatten })
  }
}

// Where a config file names another place, npm follows that rather than a variable, and a flag rather than that.
function tell (held) {
  drop(/^npm_config_globalconfig$/i)
  process.env.npm_config_globalconfig = held.global
  if (held.flag) process.argv.splice(2, 0, `--globalconfig=${held.global}`)
}

function look (config, held) {
  const keys = Object.keys(config)
  // Also what is inherited, as a key named __proto__ may make it.
  for (const key in config) if (!keys.includes(key)) keys.push(key)
  for (const key of keys) {
    const text = typeof config[key] === 'string' ? config[key] : String(JSON.stringify(config[key]))
    if (matters(key, text, held) && !held.said.includes(digest(key, text))) {
      const said = `npmcred: ${JSON.stringify(key)} in publishConfig is not what it was at the start; nothing was sent`
      throw Object.assign(new Error(said), { code: 'EPUBLISHCONFIG', errno: 7 })
    }
  }
}

function matters (key, text, held) {
  if (key === '__proto__') return true
  if (held.keys.includes(key)) return !(key === 'strict-ssl' && text === 'true')
  if (key !== 'registry' && !key.endsWith(':registry')) return false
  try {
    return new URL(text).protocol === 'http:'
  } catch (_) {
    return false
  }
}

function digest (key, text) {
  return require('crypto').createHash('sha256').update(`${key}\0${text}`).digest('hex')
}

function drop (pattern) {
  for (const name of Object.keys(process.env)) if (pattern.test(name)) delete process.env[name]
}
