// Writes what a program is made of: `npmcred.cdx.json`, a CycloneDX bill of materials, and `THIRD-PARTY.txt`, the licences of
// its libraries, which must accompany them.
//
//   node parts.mjs CHECKOUT TARGET VERSION PROGRAM FOLDER
//
// Cargo knows all of it: the libraries that the program is linked from for this target, their checksums in Cargo.lock, their
// licence files in the sources. What only runs while compiling (macros, build scripts) is no part of the program.
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

const [checkout, target, version, program, folder] = process.argv.slice(2)
const seconds = Number(process.env.SOURCE_DATE_EPOCH)
const sha256 = bytes => createHash('sha256').update(bytes).digest('hex')

const { packages, resolve } = JSON.parse(execFileSync('cargo',
  ['metadata', '--locked', '--format-version', '1', '--filter-platform', target, '--manifest-path', join(checkout, 'Cargo.toml')],
  { maxBuffer: 1 << 28 }))
const byId = new Map(packages.map(it => [it.id, it]))
const nodes = new Map(resolve.nodes.map(it => [it.id, it]))
const isMacro = id => byId.get(id).targets.some(it => it.kind.includes('proc-macro'))

// The libraries that a package is linked with.
const linked = id => nodes.get(id).deps
  .filter(it => it.dep_kinds.some(({ kind }) => kind === null) && !isMacro(it.pkg))
  .map(it => it.pkg).sort()

function everythingIn(root) {
  const seen = new Set([root])
  for (const id of seen) linked(id).forEach(it => seen.add(it))
  return [...seen]
}

const checksums = new Map(readFileSync(join(checkout, 'Cargo.lock'), 'utf8').split('[[package]]').map(text => {
  const field = name => text.match(new RegExp(`^${name} = "(.*)"$`, 'm'))?.[1]
  return [`${field('name')}@${field('version')}`, field('checksum')]
}))

const own = packages.find(it => it.name === 'npmcred')
const parts = everythingIn(own.id).map(id => byId.get(id)).filter(it => it !== own)
  .sort((a, b) => a.name < b.name ? -1 : a.name > b.name ? 1 : a.version < b.version ? -1 : 1)
const reference = it => it === own ? `pkg:generic/npmcred@${version}` : `pkg:cargo/${it.name}@${it.version}`
const licence = it => it.license === null ? [] : [{ expression: it.license.replaceAll('/', ' OR ').replace(/  +/g, ' ') }]

const component = it => {
  const checksum = checksums.get(`${it.name}@${it.version}`)
  return {
    type: 'library',
    'bom-ref': reference(it),
    name: it.name,
    version: it.version,
    ...it.description && { description: it.description.trim().replace(/\s+/g, ' ') },
    ...checksum && { hashes: [{ alg: 'SHA-256', content: checksum }] },
    licenses: licence(it),
    purl: reference(it),
    ...it.repository && { externalReferences: [{ type: 'vcs', url: it.repository }] },
  }
}

const bom = {
  $schema: 'http://cyclonedx.org/schema/bom-1.5.schema.json',
  bomFormat: 'CycloneDX',
  specVersion: '1.5',
  version: 1,
  metadata: {
    timestamp: new Date(seconds * 1000).toISOString().replace('.000Z', 'Z'),
    component: {
      type: 'application',
      'bom-ref': reference(own),
      name: 'npmcred',
      version,
      description: own.description,
      hashes: [{ alg: 'SHA-256', content: sha256(readFileSync(program)) }],
      licenses: licence(own),
      purl: reference(own),
    },
    properties: [{ name: 'cargo:target', value: target }],
  },
  components: parts.map(component),
  dependencies: [own, ...parts].map(it => ({ ref: reference(it), dependsOn: linked(it.id).map(id => reference(byId.get(id))) })),
}
writeFileSync(join(folder, 'npmcred.cdx.json'), JSON.stringify(bom, null, 2) + '\n')

// A library has its licence in files of these names, at the top of its sources; some keep them in a folder.
const isLicence = name => /^(licen[cs]e|copying|notice|copyright)/i.test(name)
const licenceFiles = place => readdirSync(place).filter(isLicence).sort().map(name => join(place, name))
  .flatMap(path => statSync(path).isDirectory() ? readdirSync(path).sort().map(name => join(path, name)) : [path])

// Many have the very same text, Apache's above all: each is written once.
const texts = new Map()
for (const it of parts.filter(it => it.source !== null)) {
  for (const path of licenceFiles(dirname(it.manifest_path))) {
    const text = readFileSync(path, 'utf8').replaceAll('\r', '').split('\n').map(line => line.trimEnd()).join('\n').trim()
    texts.set(text, [...texts.get(text) ?? [], `${it.name} ${it.version}`])
  }
}
const list = parts.filter(it => it.source !== null).map(it => `${it.name} ${it.version}: ${it.license}`)
const chapters = [...texts].map(([text, names]) => `${'-'.repeat(78)}\n${names.join(', ')}\n\n${text}\n`)
writeFileSync(join(folder, 'THIRD-PARTY.txt'),
  `npmcred contains these libraries, under the licences named and given below.\n\n${list.join('\n')}\n\n${chapters.join('\n')}`)
