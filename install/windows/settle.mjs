// Gives a package of Windows Installer its own identifier and date, in place of the random one and today's: two runs give the same
// bytes then.
//
//   node settle.mjs FILE IDENTIFIER BEGUN      BEGUN: when the package was begun, in seconds since 1970
//
// Both stand in the file's summary, once and three times: the identifier as text, the date as hundreds of nanoseconds since 1601
// (MS-OLEPS, FILETIME).
import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'

const [file, identifier, begun] = process.argv.slice(2)
const summary = execFileSync('msiinfo', ['suminfo', file], { encoding: 'utf8' })
const random = summary.match(/\{[-0-9A-F]{36}\}/)[0]
const bytes = readFileSync(file)

function replaceAll(found, wanted) {
  let count = 0
  for (let at = bytes.indexOf(found); at >= 0; at = bytes.indexOf(found, at + wanted.length)) {
    wanted.copy(bytes, at)
    count += 1
  }
  return count
}

const moment = seconds => {
  const stamp = Buffer.alloc(8)
  stamp.writeBigUInt64LE((BigInt(seconds) + 11_644_473_600n) * 10_000_000n)
  return stamp
}

if (replaceAll(Buffer.from(random), Buffer.from(`{${identifier}}`)) !== 1) throw new Error(`${file}: its identifier is not there once`)
let dates = 0
for (let second = Number(begun); second <= Date.now() / 1000; second += 1) {
  dates += replaceAll(moment(second), moment(process.env.SOURCE_DATE_EPOCH))
}
if (dates === 0) throw new Error(`${file}: its date is not there`)
writeFileSync(file, bytes)
