// Keeps the built binding outside node_modules, which npm ci empties. Of the package's 280 MB these files suffice.
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import path from 'node:path'

const kept = [
  { folder: 'build/deps', pattern: /^librdkafka(\+\+)?\.(so\.1|1\.dylib)$/ },
  { folder: 'build/Release', pattern: /\.node$/ }, // last: when it is there, the rest is
]

export function saveBinary(site, packageFolder) {
  const target = entryFolder(site, packageFolder)
  if (existsSync(target)) return
  const draft = `${target}.draft`
  rmSync(draft, { recursive: true, force: true })
  copyKept(packageFolder, draft)
  renameSync(draft, target)
}

/** False when nothing is kept for this version, Node, platform and libc. */
export function restoreBinary(site, packageFolder) {
  const entry = entryFolder(site, packageFolder)
  if (!existsSync(entry)) return false
  copyKept(entry, packageFolder)
  return true
}

export function forgetBinary(site, packageFolder) {
  rmSync(entryFolder(site, packageFolder), { recursive: true, force: true })
}

/** What of a built package is needed to run it. */
export function copyKept(from, to) {
  for (const { folder, pattern } of kept) {
    const source = path.join(from, folder)
    if (!existsSync(source)) continue // the prebuilt binary is one file without libraries
    mkdirSync(path.join(to, folder), { recursive: true })
    for (const name of readdirSync(source).filter((candidate) => pattern.test(candidate))) {
      const target = path.join(to, folder, name)
      copyFileSync(path.join(source, name), `${target}.draft`)
      renameSync(`${target}.draft`, target)
    }
  }
}

/** What a binary is good for: this version of the package, of Node, of the platform and its libc. */
export function variantOf(packageFolder) {
  const { version } = JSON.parse(readFileSync(path.join(packageFolder, 'package.json'), 'utf8'))
  const { glibcVersionRuntime } = process.report.getReport().header
  const libc = glibcVersionRuntime ? `glibc${glibcVersionRuntime}` : 'libc'
  return `${version}-node${process.versions.modules}-${process.platform}-${process.arch}-${libc}`
}

function entryFolder(site, packageFolder) {
  return path.join(site.cache, 'binding', variantOf(packageFolder))
}
