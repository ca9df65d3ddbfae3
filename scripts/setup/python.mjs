// Python's packages of an example, in a venv of its own made from examples/NAME/requirements.txt.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { CommandFailed, findProgram, runCommand } from './command.mjs'

const limitMs = 900_000 // behind a silent firewall nothing but this ends the attempt

/** The venv's own Python. A changed requirements.txt gives another one. */
export function venvPython(root, example) {
  return path.join(venvFolder(root, example), 'bin', 'python')
}

export function hasVenv({ root }, example) {
  return existsSync(markerOf(root, example))
}

export function pythonNeeds() {
  const python = findProgram('python3')
  // Debian's Python comes without the two that make a venv.
  if (python !== null && spawnSync(python, ['-c', 'import venv, ensurepip']).status === 0) return []
  return [
    {
      what: 'Python 3 with venv',
      why: 'an example has a part in Python',
      debs: ['python3-venv'],
      mac: 'brew install python',
    },
  ]
}

export async function makeVenv(site, example) {
  const folder = venvFolder(site.root, example)
  site.doing(`Python packages of the example ${example}: from PyPI, into ${path.relative(site.root, folder)}`)
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(path.dirname(folder), { recursive: true })
  const made = await runCommand(site, findProgram('python3'), ['-m', 'venv', folder])
  if (!made.ok) throw new CommandFailed('python3 -m venv', made)
  const args = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check']
  const result = await runCommand(
    site,
    venvPython(site.root, example),
    [...args, '-r', requirements(site.root, example)],
    { timeoutMs: limitMs, progress: 'pip is at work' },
  )
  if (!result.ok) throw new CommandFailed('pip install', result)
  writeFileSync(markerOf(site.root, example), '') // last: an interrupted one is made anew
}

function venvFolder(root, example) {
  const digest = createHash('sha256')
    .update(readFileSync(requirements(root, example)))
    .digest('hex')
  return path.join(root, '.cache', 'python', `${example}-${digest.slice(0, 8)}`)
}

function markerOf(root, example) {
  return path.join(venvFolder(root, example), 'complete')
}

function requirements(root, example) {
  return path.join(root, 'examples', example, 'requirements.txt')
}
