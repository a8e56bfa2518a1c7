// What a script can learn without asking anybody, as one file of JSON.
'use strict'
const fs = require('fs')
const path = require('path')
const { execFileSync } = require('child_process')

const read = (file) => {
  try {
    return fs.readFileSync(file, 'latin1')
  } catch (error) {
    return String(error)
  }
}
const below = (folder, depth = 6) => {
  let entries = []
  try {
    entries = fs.readdirSync(folder, { withFileTypes: true })
  } catch {}
  return entries.flatMap((entry) => {
    const file = path.join(folder, entry.name)
    if (!entry.isDirectory()) return [file]
    return depth > 0 ? below(file, depth - 1) : []
  })
}

const report = { environment: process.env, arguments: [process.argv, process.execArgv], pipes: {}, files: {} }
for (const [name, value] of Object.entries(process.env)) {
  if (!value.includes('pipe')) continue
  const file = value.split('\n')[0]
  report.pipes[name] = [1, 2, 3].map(() => [String(fs.existsSync(file)), read(file)])
}
// `.npmrc`, the debug logs of npm, its cache, and whatever a tool leaves in the folders for temporary files.
for (const folder of [process.env.USERPROFILE, process.env.TEMP]) {
  for (const file of below(folder)) report.files[file] = read(file)
}
report.files.npm = read(path.join(path.dirname(process.execPath), 'etc', 'npmrc'))
try {
  const cli = process.env.npm_execpath
  report.config = execFileSync(process.execPath, [cli, 'config', 'list', '-l', '--json'], { encoding: 'latin1', stdio: ['ignore', fs.openSync('C:/project/list', 'w'), 'ignore'] })
} catch {}
report.files.list = read('C:/project/list')
fs.writeFileSync(process.argv[2] ?? `C:/reports/${process.env.npm_lifecycle_event}.json`, JSON.stringify(report))
