// What code that npm runs can see, written into `seen` beside this file for the doctor to search. It looks for nothing itself.
// Its argument is the process at which the family ends: the doctor.
'use strict'
const fs = require('fs')
const path = require('path')
const { spawnSync } = require('child_process')

const folder = path.join(__dirname, 'seen')
const attempt = action => {
  try {
    return action()
  } catch {
    return null
  }
}
const note = (name, text) => {
  if (text !== null && text !== undefined) fs.writeFileSync(path.join(folder, name), text)
}

// Files from their start, pipes as far as they are full; nothing is waited for. What came out of a pipe is put back: node keeps
// one byte in a pipe as the lock of its signal handling, and npm would hang without it.
const contents = link => {
  const stat = fs.statSync(link)
  if (!stat.isFile() && !stat.isFIFO()) return null
  const { O_RDONLY, O_RDWR, O_NONBLOCK } = fs.constants
  const bytes = Buffer.alloc(256 * 1024)
  const fd = fs.openSync(link, (stat.isFIFO() ? O_RDWR : O_RDONLY) | O_NONBLOCK)
  try {
    const count = fs.readSync(fd, bytes, 0, bytes.length, stat.isFile() ? 0 : null)
    if (stat.isFIFO()) fs.writeSync(fd, bytes, 0, count)
    return bytes.subarray(0, count)
  } finally {
    fs.closeSync(fd)
  }
}
const parent = pid => {
  const stat = attempt(() => fs.readFileSync(`/proc/${pid}/stat`, 'latin1')) || ''
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]) || 0
}

note('environment', JSON.stringify(process.env))
note('arguments', JSON.stringify(process.argv))
const top = Number(process.argv[2])
for (let pid = process.pid; pid > 1 && pid !== top; pid = parent(pid)) {
  note(`environment of process ${pid}`, attempt(() => fs.readFileSync(`/proc/${pid}/environ`)))
  note(`arguments of process ${pid}`, attempt(() => fs.readFileSync(`/proc/${pid}/cmdline`)))
  for (const fd of attempt(() => fs.readdirSync(`/proc/${pid}/fd`)) || []) {
    // The standard streams are the doctor's, who searches what comes out of them.
    if (Number(fd) > 2) note(`descriptor ${fd} of process ${pid}`, attempt(() => contents(`/proc/${pid}/fd/${fd}`)))
  }
}
const npm = spawnSync(process.execPath, [process.env.npm_execpath, 'config', 'list', '-l'], { timeout: 20000 })
note("npm's own configuration", Buffer.concat([npm.stdout, npm.stderr].filter(Boolean)))
note('done', '')
