// The libraries that a program for Windows asks for, from its import table.
//
//   node imports.mjs PROGRAM
import { readFileSync } from 'node:fs'

const file = readFileSync(process.argv[2])
const header = file.readUInt32LE(0x3c)
if (file.toString('latin1', header, header + 4) !== 'PE\0\0') throw new Error('no program for Windows')
const optional = header + 24
const first = optional + file.readUInt16LE(header + 20)
const sections = Array.from({ length: file.readUInt16LE(header + 6) }, (_, section) => first + 40 * section)

// Where in the file that is which will be there in memory.
function at(address) {
  const section = sections.find(it => address >= file.readUInt32LE(it + 12) && address < file.readUInt32LE(it + 12) + file.readUInt32LE(it + 16))
  return address - file.readUInt32LE(section + 12) + file.readUInt32LE(section + 20)
}

const names = []
for (let entry = at(file.readUInt32LE(optional + 120)); file.readUInt32LE(entry + 12) !== 0; entry += 20) {
  const name = at(file.readUInt32LE(entry + 12))
  names.push(file.toString('latin1', name, file.indexOf(0, name)))
}
// What Windows itself brings, and no compiler.
const foreign = names.filter(name => !/^(api-ms-win-[\w-]+|advapi32|bcrypt|bcryptprimitives|crypt32|kernel32|msvcrt|ntdll|userenv|ws2_32)\.dll$/i.test(name))
for (const name of foreign) console.error(`${process.argv[2]}: ${name} is no library of Windows`)
process.exitCode = foreign.length ? 1 : 0
const shown = name => name.replace(/^api-ms-win-[\w-]+/i, 'api-ms-win-*').toLowerCase()
console.log([...new Set(names.map(shown))].join(', '))
