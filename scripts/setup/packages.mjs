import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { CommandFailed, findProgram, runCommand } from './command.mjs'

const oldestNode = [20, 19]

export function nodeNeeds(version = process.versions.node) {
  const [major, minor] = version.split('.').map(Number)
  const needs = []
  if (process.platform === 'win32') {
    needs.push({ what: 'Linux or macOS', why: `this is ${process.platform}`, command: 'wsl --install' })
  }
  if (major < oldestNode[0] || (major === oldestNode[0] && minor < oldestNode[1])) {
    const what = `Node.js ${oldestNode.join('.')} or newer`
    needs.push({ what, why: `this is ${version}`, command: 'npm install --global node@20' })
  }
  if (findProgram('npm') === null) {
    needs.push({ what: 'npm', why: 'it installs the packages', debs: ['npm'], mac: 'brew install node@20' })
  }
  return needs
}

/** npm ci empties node_modules, and with it goes the built binding: it runs only when something differs. */
export async function ensurePackages(site) {
  const marker = path.join(site.cache, 'npm-ci-unfinished')
  const difference = existsSync(marker) ? 'npm ci was interrupted' : differenceFromLock(site.root)
  if (difference === null) return site.done('npm packages: as in package-lock.json')

  site.doing(`npm packages: npm ci, because ${difference}`)
  writeFileSync(marker, '')
  const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--include=dev']
  const result = await runCommand(site, 'npm', args, { progress: 'npm ci is at work' })
  if (!result.ok) throw new CommandFailed('npm ci', result)
  rmSync(marker)
}

/** Says in words how node_modules differs from package-lock.json, null when it does not. */
export function differenceFromLock(root) {
  const wanted = packagesOf(path.join(root, 'package-lock.json'))
  if (wanted === null) return 'package-lock.json cannot be read'
  // npm writes this file last: it is there only after an install that came to its end.
  const present = packagesOf(path.join(root, 'node_modules', '.package-lock.json'))
  if (present === null) return 'nothing is installed yet'
  for (const [place, entry] of wanted) {
    const found = present.get(place)
    if (found === undefined && entry.optional) continue // built for another platform
    const isThere = found !== undefined && existsSync(path.join(root, place, 'package.json'))
    if (!isThere) return `${place} is missing`
    if (found.version !== entry.version || found.integrity !== entry.integrity) return `${place} differs`
  }
  for (const place of present.keys()) if (!wanted.has(place)) return `${place} is not in package-lock.json`
  return null
}

function packagesOf(file) {
  try {
    const entries = Object.entries(JSON.parse(readFileSync(file, 'utf8')).packages)
    return new Map(entries.filter(([place]) => place !== ''))
  } catch {
    return null
  }
}
