// Looks into a program for macOS, since it cannot be run here: what it loads, what for, and whether its signature is true to it.
//
//   node inspect.mjs PROGRAM STUBS     prints the libraries; or what is wrong, with the status 1
//
// STUBS is the folder that `stubs.mjs` filled. A symbol that the named library lacks would end the program as it starts.
import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const [program, stubs] = process.argv.slice(2)
const file = readFileSync(program)
const wrong = []
const check = (what, is, want) => {
  if (String(is) !== String(want)) wrong.push(`${what} is ${is}, not ${want}`)
}
// Text up to its zero.
const text = (bytes, at) => bytes.toString('utf8', at, bytes.indexOf(0, at))
const release = packed => `${packed >> 16}.${(packed >> 8) & 255}`

// <mach-o/loader.h>
const [SYMTAB, LOAD_DYLIB, WEAK_DYLIB, DYLINKER, SIGNATURE, MAIN, VERSION] = [0x2, 0xc, 0x80000018, 0xe, 0x1d, 0x80000028, 0x32]
const PROCESSORS = { 0x01000007: 'x86_64', 0x0100000c: 'arm64' }
const [EXECUTE, TWO_LEVELS, ANYWHERE] = [2, 0x80, 0x200000]

check('its magic number', file.readUInt32LE(0).toString(16), 'feedfacf')
const processor = PROCESSORS[file.readUInt32LE(4)]
check('its kind', file.readUInt32LE(12), EXECUTE)
const flags = file.readUInt32LE(24)
check('whether each symbol names its library', (flags & TWO_LEVELS) !== 0, true)
check('whether it may be loaded anywhere', (flags & ANYWHERE) !== 0, true)

const commands = new Map()
for (let at = 32, left = file.readUInt32LE(16); left > 0; left -= 1) {
  const kind = file.readUInt32LE(at)
  commands.set(kind, [...(commands.get(kind) ?? []), at])
  at += file.readUInt32LE(at + 4)
}
const one = kind => {
  const found = commands.get(kind) ?? []
  if (found.length !== 1) throw new Error(`${program}: ${found.length} load commands 0x${kind.toString(16)}, not 1`)
  return found[0]
}
one(MAIN)
check('who loads it', text(file, one(DYLINKER) + 12), '/usr/lib/dyld')
const version = one(VERSION)
check('its system', file.readUInt32LE(version + 8), 1)
check('the oldest that it runs on', release(file.readUInt32LE(version + 12)), '11.0')
const libraries = [...(commands.get(LOAD_DYLIB) ?? []), ...(commands.get(WEAK_DYLIB) ?? [])]
  .sort((one, other) => one - other)
  .map(at => text(file, at + file.readUInt32LE(at + 8)))

// What a stub says that the library has for this processor. That of the whole system is one of many.
function exported(library) {
  const name = library.replace(/\.framework\/Versions\/A\/(\w+)$/, '.framework/$1').replace(/(\.[A-Z0-9]+)?\.dylib$/, '')
  const stub = join(stubs, `${name}.tbd`)
  if (!existsSync(stub)) return new Set()
  const lists = readFileSync(stub, 'utf8').matchAll(/targets:\s*\[([^\]]*)\]\s*(?:weak-)?symbols:\s*\[([^\]]*)\]/g)
  const words = list => list.split(/[\s,']+/).filter(Boolean)
  const fitting = [...lists].filter(([, targets]) => words(targets).includes(`${processor}-macos`))
  return new Set(fitting.flatMap(([, , symbols]) => words(symbols)))
}

// <mach-o/nlist.h>: what is undefined here names its library by number.
const symbols = one(SYMTAB)
const [table, count, strings] = [8, 12, 16].map(field => file.readUInt32LE(symbols + field))
const has = libraries.map(exported)
let undefinedHere = 0
for (let at = table; at < table + 16 * count; at += 16) {
  if ((file[at + 4] & 0x0e) !== 0 || (file[at + 4] & 1) === 0) continue
  undefinedHere += 1
  const [name, library] = [text(file, strings + file.readUInt32LE(at)), file[at + 7] - 1]
  if (!has[library]?.has(name)) wrong.push(`${name} is not in ${libraries[library]}`)
}
if (undefinedHere === 0) wrong.push('it asks nothing of the system')

// <Security/CSCommonPriv.h>, all of it with the highest byte first.
const place = one(SIGNATURE)
const blob = file.subarray(file.readUInt32LE(place + 8))
const parts = Array.from({ length: blob.readUInt32BE(8) }, (_, part) => 12 + 8 * part)
const directory = parts.map(at => blob.subarray(blob.readUInt32BE(at + 4))).find(part => part.readUInt32BE(0) === 0xfade0c02)
const number = field => directory.readUInt32BE(field)
check('its identifier', text(directory, number(20)), 'npmcred')
check('whether it is signed by nobody, by a linker', (number(12) & 0x20002) === 0x20002, true)
check('how far the signature reaches', number(32), file.readUInt32LE(place + 8))
check('the kind of its digests', directory[37], 2)
const page = 2 ** directory[39]
check('the number of pages', number(28), Math.ceil(number(32) / page))
for (let slot = 0; slot < number(28); slot += 1) {
  const contents = file.subarray(slot * page, Math.min((slot + 1) * page, number(32)))
  const signed = directory.subarray(number(16) + 32 * slot, number(16) + 32 * (slot + 1))
  if (!createHash('sha256').update(contents).digest().equals(signed)) wrong.push(`page ${slot} is not what was signed`)
}

for (const what of wrong) console.error(`${program}: ${what}`)
process.exitCode = wrong.length ? 1 : 0
if (!wrong.length) console.log(`${libraries.map(library => library.split('/').at(-1)).join(', ')}; ${undefinedHere} symbols`)
