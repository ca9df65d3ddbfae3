// Other versions of Node, from the npm registry, for the test that one addon serves them all: the oldest that we
// support, and the newest of each even number since, as of the day when this list was made.
import { chmodSync, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import path from 'node:path'
import { CommandFailed, runCommand } from './command.mjs'

export const nodeVersions = ['20.19.0', '22.23.3', '24.21.0', '26.10.0']
/** About 50 MB each; behind a silent firewall nothing but this ends the attempt. */
const limitMs = 300_000

export function nodeProgram(root, version) {
  return path.join(root, '.cache', 'nodes', version, 'node')
}

export function hasNodes(site) {
  return nodeVersions.every((version) => existsSync(nodeProgram(site.root, version)))
}

export async function fetchNodes(site) {
  for (const version of nodeVersions) {
    if (!existsSync(nodeProgram(site.root, version))) await fetchNode(site, version)
  }
}

/** What `site` needs to have: root, doing and lock. */
export async function fetchNode(site, version) {
  site.doing(
    `Node.js ${version}: from npm, about 50 MB, because ${site.reason ?? 'the tests run the addon on it'}`,
  )
  const folder = path.dirname(nodeProgram(site.root, version))
  const draft = `${folder}.draft`
  rmSync(draft, { recursive: true, force: true })
  mkdirSync(draft, { recursive: true })
  const name = `node-${process.platform}-${process.arch}`
  const flags = ['--no-save', '--ignore-scripts', '--no-audit', '--no-fund', '--prefix', draft]
  const args = ['install', ...flags, `${name}@${version}`]
  const result = await runCommand(site, 'npm', args, { timeoutMs: limitMs, progress: 'npm is at work' })
  if (!result.ok) throw new CommandFailed(`npm install ${name}@${version}`, result)
  // Of 185 MB the program alone is needed.
  renameSync(path.join(draft, 'node_modules', name, 'bin', 'node'), path.join(draft, 'node'))
  chmodSync(path.join(draft, 'node'), 0o755)
  rmSync(path.join(draft, 'node_modules'), { recursive: true, force: true })
  rmSync(folder, { recursive: true, force: true })
  renameSync(draft, folder)
}
