// Python's packages of a folder, in a venv of its own made from the requirements.txt there: of examples/NAME by its
// NAME alone, of any other by its path from the root.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { CommandFailed, findProgram, runCommand } from './command.mjs'

const limitMs = 900_000 // behind a silent firewall nothing but this ends the attempt

/** The venv's own Python. A changed requirements.txt gives another one. */
export function venvPython(root, name) {
  return path.join(venvFolder(root, name), 'bin', 'python')
}

export function hasVenv({ root }, name) {
  return existsSync(markerOf(root, name))
}

export function pythonNeeds() {
  const python = findProgram('python3')
  // Debian's Python comes without the two that make a venv.
  if (python !== null && spawnSync(python, ['-c', 'import venv, ensurepip']).status === 0) return []
  return [
    {
      what: 'Python 3 with venv',
      why: 'an example or a driver is in Python',
      debs: ['python3-venv'],
      mac: 'brew install python',
    },
  ]
}

/** For what is compiled against Python. */
export function pythonHeaderNeeds() {
  const ask = 'import os, sysconfig; print(os.path.join(sysconfig.get_paths()["include"], "Python.h"))'
  const answer = spawnSync(findProgram('python3') ?? 'python3', ['-c', ask], { encoding: 'utf8' })
  if (answer.status === 0 && existsSync(answer.stdout.trim())) return []
  return [
    {
      what: "Python's headers",
      why: 'a driver has a part in C',
      debs: ['python3-dev'],
      mac: 'brew install python',
    },
  ]
}

export async function makeVenv(site, name) {
  const folder = venvFolder(site.root, name)
  site.doing(`Python packages of ${folderOf(name)}: from PyPI, into ${path.relative(site.root, folder)}`)
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(path.dirname(folder), { recursive: true })
  const made = await runCommand(site, findProgram('python3'), ['-m', 'venv', folder])
  if (!made.ok) throw new CommandFailed('python3 -m venv', made)
  const args = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check']
  const result = await runCommand(
    site,
    venvPython(site.root, name),
    [...args, '-r', requirements(site.root, name)],
    { timeoutMs: limitMs, progress: 'pip is at work' },
  )
  if (!result.ok) throw new CommandFailed('pip install', result)
  writeFileSync(markerOf(site.root, name), '') // last: an interrupted one is made anew
}

function venvFolder(root, name) {
  const digest = createHash('sha256')
    .update(readFileSync(requirements(root, name)))
    .digest('hex')
  return path.join(root, '.cache', 'python', `${name.replaceAll('/', '-')}-${digest.slice(0, 8)}`)
}

function markerOf(root, name) {
  return path.join(venvFolder(root, name), 'complete')
}

function requirements(root, name) {
  return path.join(root, folderOf(name), 'requirements.txt')
}

function folderOf(name) {
  return name.includes('/') ? name : `examples/${name}`
}
