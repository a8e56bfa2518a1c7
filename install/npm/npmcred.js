#!/usr/bin/env node
// Starts the program that the package of this system holds. Costs a start of node; `npmcred setup` puts the program itself into
// the user's own place, first on PATH, and then nobody comes here any more.
'use strict'
const { spawn } = require('child_process')
const { constants } = require('os')

const name = `@npmcred/${process.platform}-${process.arch}`

function fail(what, hint) {
  process.stderr.write(`npmcred: ${what}\nhint: ${hint}\n`)
  process.exit(126)
}

function find() {
  const served = Object.keys(require('./package.json').optionalDependencies)
  if (!served.includes(name)) fail(`there is no npmcred for ${process.platform} on ${process.arch}`, 'build it from its sources, with cargo')
  try {
    return require.resolve(`${name}/npmcred`)
  } catch {
    return fail(`the package ${name} is not installed: optional packages were left out`, 'npm install npmcred --include=optional')
  }
}

const child = spawn(find(), process.argv.slice(2), { stdio: 'inherit' })
// The terminal sends these to both of us; the program decides what they mean. Ctrl-Z stops both: a listener for it would keep
// this process running, and with it the terminal.
for (const signal of ['SIGINT', 'SIGQUIT', 'SIGHUP', 'SIGTERM']) {
  process.on(signal, () => { if (signal === 'SIGTERM' || signal === 'SIGHUP') child.kill(signal) })
}
child.on('error', error => fail(`cannot start ${child.spawnfile}: ${error.message}`, 'npm rebuild npmcred, or install it again'))
child.on('exit', (code, signal) => {
  if (signal === null) process.exit(code)
  process.exit(128 + constants.signals[signal])
})
