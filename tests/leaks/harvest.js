#!/usr/bin/env node
// Gathers what code that npm runs can see, the way a thief in a dependency would, and writes it to $LAB_REPORTS.
//
// It looks for nothing: the test searches the report. It runs as a script of a package, as a program of a package, and
// on import. With `deep` it also asks npm, once as `npm` and once around whatever stands on PATH, through $npm_execpath.
'use strict'
const fs = require('fs')
const path = require('path')
const { spawnSync } = require('child_process')

const seen = {}
const note = (channel, text) => {
  if (text !== null && text !== undefined) seen[channel] = String(text)
}
const attempt = action => {
  try {
    return action()
  } catch (error) {
    return `(${error.code || error.message})`
  }
}
const slurp = file => attempt(() => fs.readFileSync(file, 'latin1'))

// What can be read from a descriptor behind a /proc path, without waiting for it: files from their start, whatever the offset
// of the one who holds it; pipes as far as they are full. What came out of a pipe is put back at once, because node keeps one
// byte in a pipe as the lock of its signal handling, and npm would hang for ever without it.
const drain = link => {
  const bytes = Buffer.alloc(256 * 1024)
  const stat = fs.statSync(link)
  if (!stat.isFile() && !stat.isFIFO()) return null
  const { O_RDONLY, O_RDWR, O_NONBLOCK } = fs.constants
  const fd = fs.openSync(link, (stat.isFIFO() ? O_RDWR : O_RDONLY) | O_NONBLOCK)
  try {
    const count = fs.readSync(fd, bytes, 0, bytes.length, stat.isFile() ? 0 : null)
    if (stat.isFIFO() && count > 0) fs.writeSync(fd, bytes, 0, count)
    return bytes.toString('latin1', 0, count)
  } finally {
    fs.closeSync(fd)
  }
}

// All descriptors of a process. The standard streams are skipped when they are pipes: reading them would steal the output that
// the test wants to see, and it searches that output itself.
const descriptors = pid => {
  const fds = attempt(() => fs.readdirSync(`/proc/${pid}/fd`))
  if (typeof fds === 'string') return note(`fds of ${pid}`, fds)
  for (const fd of fds) {
    const link = `/proc/${pid}/fd/${fd}`
    const target = attempt(() => fs.readlinkSync(link))
    note(`fd ${fd} of ${pid}`, target)
    if (Number(fd) > 2 || !target.startsWith('pipe:')) note(`contents of fd ${fd} of ${pid}`, attempt(() => drain(link)))
  }
}

const parent = pid => {
  const stat = attempt(() => fs.readFileSync(`/proc/${pid}/stat`, 'latin1'))
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]) || 0
}

const family = () => {
  note('descriptors of my own', attempt(() => fs.readdirSync('/proc/self/fd').join(' ')))
  const top = Number(process.env.LAB_TOP) // the test itself, whose pipes are no part of the lab
  for (let pid = process.pid; pid > 1 && pid !== top; pid = parent(pid)) {
    note(`environ of ${pid}`, slurp(`/proc/${pid}/environ`))
    note(`cmdline of ${pid}`, slurp(`/proc/${pid}/cmdline`))
    descriptors(pid)
  }
}

const below = folder => {
  const names = attempt(() => fs.readdirSync(folder))
  return typeof names === 'string' ? [] : names.map(name => path.join(folder, name))
}

const files = () => {
  const { env } = process
  const home = env.HOME || '/'
  const folders = [process.cwd(), env.INIT_CWD, env.npm_config_local_prefix, env.npm_config_prefix && path.join(env.npm_config_prefix, 'etc')]
  const named = [env.npm_config_userconfig, env.npm_config_globalconfig, env.npm_package_json, '/etc/npmrc', '/usr/etc/npmrc']
  const all = [
    ...named,
    ...folders.filter(Boolean).flatMap(folder => ['.npmrc', 'npmrc', '.env', 'package-lock.json'].map(name => path.join(folder, name))),
    ...['.npmrc', '.yarnrc', '.yarnrc.yml', '.config/pnpm/rc', '.config/pnpm/auth.ini', '.bunfig.toml', '.netrc'].map(name => path.join(home, name)),
    ...below(path.join(home, '.npm/_logs')),
    ...below(path.join(env.npm_config_cache || home, '_logs')),
    ...below(env.TMPDIR || '/tmp'),
  ]
  for (const file of new Set(all.filter(Boolean))) note(`file ${file}`, slurp(file))
}

const ask = () => {
  const questions = [['config', 'list', '-l'], ['config', 'get', process.env.LAB_KEY], ['config', 'get', 'cafile', 'globalconfig']]
  const { npm_execpath: cli } = process.env
  const ways = [['npm', ['npm']], ...(cli ? [['npm_execpath', [process.execPath, cli]]] : [])]
  for (const [way, [program, ...first]] of ways) {
    for (const question of questions) {
      const answer = spawnSync(program, [...first, ...question], { encoding: 'latin1', timeout: 30000 })
      note(`${way} ${question.join(' ')}`, `${answer.stdout}\n${answer.stderr}${answer.error || ''}`)
    }
  }
}

const harvest = (stage, deep) => {
  note('environment', JSON.stringify(process.env))
  note('arguments', JSON.stringify(process.argv))
  family()
  files()
  if (deep && !process.env.LAB_SHALLOW) ask()
  const step = process.env.LAB_STEP || 'none'
  fs.writeFileSync(path.join(process.env.LAB_REPORTS, `${step}.${stage}.${process.pid}.json`), JSON.stringify(seen))
}

if (require.main === module) harvest(process.argv[2] || 'program', process.argv[3] === 'deep')
else harvest('module', false)
