// Looks for a secret wherever it could be left lying: in files, and in the arguments and environment of running processes.
//
//   node search.mjs FOLDER [PLACE…] <secret-then-nothing-until-the-work-is-done
//
// The first line of standard input is the secret (an argument would itself be a find). From then until the input ends, all
// processes that this user may look at are looked at again and again. Then the files are searched: every file of the first
// folder, and those of the other places that changed in the meantime. Finds are printed as they are, one per line; the last
// line is a summary. The status is 1 if anything was found, and 0 if nothing was.
import { gunzipSync } from 'node:zlib'
import { lstatSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

const [own, ...shared] = process.argv.slice(2)
const began = Date.now()
const pause = 5 // milliseconds between two looks at the processes
const finds = new Set()
const processes = new Set()
let looks = 0
let files = 0

// The secret as it is, and as programs write secrets down. Base64 has three forms by where in the text the secret begins; the
// outermost characters depend on the neighbours, so they are cut off.
function forms(secret) {
  const base64 = [0, 1, 2].map(shift => Buffer.from(' '.repeat(shift) + secret).toString('base64').slice(shift ? 4 : 0, -4))
  const url = base64.map(text => text.replaceAll('+', '-').replaceAll('/', '_'))
  const hex = Buffer.from(secret).toString('hex')
  const reversed = [...secret].reverse().join('')
  return [...new Set([secret, encodeURIComponent(secret), hex, hex.toUpperCase(), reversed, ...base64, ...url])]
}

// A file or entry that vanished, or that belongs to somebody else, is nothing to search.
function attempt(read) {
  try {
    return read()
  } catch {
    return undefined
  }
}

const holds = (bytes, needles) => bytes !== undefined && needles.some(needle => bytes.includes(needle))

function lookAtProcesses(needles) {
  looks += 1
  for (const pid of readdirSync('/proc').filter(name => /^\d+$/.test(name))) {
    for (const [part, what] of [['cmdline', 'the arguments'], ['environ', 'the environment']]) {
      const bytes = attempt(() => readFileSync(`/proc/${pid}/${part}`))
      if (bytes === undefined) continue
      processes.add(pid)
      if (holds(bytes, needles)) {
        const name = attempt(() => readFileSync(`/proc/${pid}/comm`, 'utf8').trim()) ?? 'gone since'
        finds.add(`${what} of process ${pid} (${name})`)
      }
    }
  }
}

function* filesBelow(folder) {
  for (const entry of attempt(() => readdirSync(folder, { withFileTypes: true })) ?? []) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) yield* filesBelow(path)
    else if (entry.isFile()) yield path
  }
}

function searchFile(path, needles) {
  const bytes = attempt(() => readFileSync(path))
  if (bytes === undefined) return
  files += 1
  const packed = bytes[0] === 0x1f && bytes[1] === 0x8b ? attempt(() => gunzipSync(bytes)) : undefined
  if (holds(bytes, needles) || holds(packed, needles)) finds.add(`the file ${path}`)
}

const isFile = path => attempt(() => lstatSync(path).isFile()) === true

function changed(path) {
  return (attempt(() => lstatSync(path).ctimeMs) ?? 0) >= began
}

const input = createInterface({ input: process.stdin })
let needles
let timer
input.once('line', secret => {
  needles = forms(secret)
  const again = () => {
    lookAtProcesses(needles)
    timer = setTimeout(again, pause)
  }
  again()
  console.log('watching')
})
input.once('close', () => {
  clearTimeout(timer)
  if (needles === undefined) throw new Error('no secret on standard input')
  for (const path of filesBelow(own)) searchFile(path, needles)
  for (const path of shared.flatMap(place => [place, ...filesBelow(place)]).filter(isFile)) {
    if (!path.startsWith(`${own}/`) && changed(path)) searchFile(path, needles)
  }
  for (const find of finds) console.log(`found in ${find}`)
  console.log(`${files} files, ${processes.size} processes looked at ${looks} times`)
  process.exitCode = finds.size > 0 ? 1 : 0
})
