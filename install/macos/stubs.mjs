// Writes what the linker needs to know of macOS, in the place of Apple's SDK: which library has which symbol.
//
//   cargo metadata … | node stubs.mjs LIBSYSTEM FOLDER
//
// For the frameworks that is what the crates declare that bind them: two of others, and `platform` for what those lack. For the
// rest it is `libSystem.tbd` as zig brings it, taken from Apple's own.
import { copyFileSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

const FRAMEWORKS = {
  CoreFoundation: { 'core-foundation-sys': 'src' },
  Security: { 'security-framework-sys': 'src', 'npmcred-platform': 'macos' },
}
const [libSystem, folder] = process.argv.slice(2)
const { packages } = JSON.parse(readFileSync(0, 'utf8'))

// Each name in a block of foreign items. A name of its own for the linker comes before the item.
function declared(source) {
  const names = new Set()
  for (const [, block] of source.matchAll(/extern "C" \{(.*?)^\s*\}/gms)) {
    const item = /(?:link_name = "(.+?)"[^;]*?)?\b(?:fn|static) (\w+)/g
    for (const [, linked, name] of block.matchAll(item)) names.add(`_${linked ?? name}`).add(`_${name}`)
  }
  return names
}

function stub(name, install, symbols) {
  const targets = 'targets: [ x86_64-macos, arm64-macos ]'
  const listed = [...symbols].sort().map(symbol => `'${symbol}'`).join(', ')
  const exports = listed && `exports:\n  - ${targets}\n    symbols: [ ${listed} ]\n`
  mkdirSync(dirname(join(folder, name)), { recursive: true })
  writeFileSync(join(folder, name), `--- !tapi-tbd\ntbd-version: 4\n${targets}\ninstall-name: '${install}'\n${exports}...\n`)
}

// Each symbol that a crate declares in a folder of its sources.
function symbolsOf([crate, folder]) {
  const found = packages.filter(({ name }) => name === crate)
  if (found.length !== 1) throw new Error(`${found.length} versions of ${crate}`)
  const sources = join(dirname(found[0].manifest_path), folder)
  const files = readdirSync(sources, { recursive: true }).filter(file => file.endsWith('.rs'))
  return files.flatMap(file => [...declared(readFileSync(join(sources, file), 'utf8'))])
}

for (const [framework, crates] of Object.entries(FRAMEWORKS)) {
  const symbols = new Set(Object.entries(crates).flatMap(symbolsOf))
  const place = `System/Library/Frameworks/${framework}.framework`
  stub(`${place}/${framework}.tbd`, `/${place}/Versions/A/${framework}`, symbols)
}
// The crate `libc` names it, and nothing of it is used.
stub('usr/lib/libiconv.tbd', '/usr/lib/libiconv.2.dylib', [])
for (const name of ['libSystem', 'libc', 'libm']) copyFileSync(libSystem, join(folder, `usr/lib/${name}.tbd`))
