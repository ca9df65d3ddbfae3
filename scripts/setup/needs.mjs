// A need is a thing of the system that is missing: `{ what, why, debs, mac }`. `debs` are Debian packages, any one
// of which will do. All needs are collected first, then brought together or reported together.
import { spawnSync } from 'node:child_process'
import { CommandFailed, findProgram, runCommand } from './command.mjs'

const FRONTEND = 'DEBIAN_FRONTEND=noninteractive'

export class NeedsMissing extends Error {
  constructor(needs, machine) {
    const things = needs.length === 1 ? 'one thing is missing' : `${needs.length} things are missing`
    const lines = needs.map((need) => `  ${need.what} (${need.why}):\n    ${commandFor(need, machine)}`)
    super(
      `${things}, and ${reasonOf(machine)}. Bring each with its command, then repeat:\n${lines.join('\n')}`,
    )
    this.needs = needs
  }
}

export function inspectMachine() {
  const isRoot = process.getuid?.() === 0
  return {
    platform: process.platform,
    isRoot,
    // Nobody is asked for a password, and nobody's own machine is changed by it.
    mayBecomeRoot: !isRoot && process.env.CI !== undefined && spawnSync('sudo', ['-n', 'true']).status === 0,
    hasApt: process.platform === 'linux' && findProgram('apt-get') !== null,
  }
}

/** Installs what is needed, or says all of it at once and how to get it. */
export async function bringNeeds(site, needs, machine = inspectMachine()) {
  if (needs.length === 0) return
  const installable =
    (machine.isRoot || machine.mayBecomeRoot) && machine.hasApt && needs.every((need) => need.debs)
  if (!installable) throw new NeedsMissing(needs, machine)

  site.doing(`Debian packages: installing for ${needs.map((need) => need.what).join(', ')}`)
  const asRoot = (...command) => {
    const [file, ...args] = [...(machine.isRoot ? [] : ['sudo', '-n']), 'env', FRONTEND, ...command]
    return runCommand(site, file, args, { orphan: 'wait', progress: 'apt-get is at work' })
  }
  // An apt-get that was cut off leaves dpkg half way, and then refuses everything until this has run.
  await asRoot('dpkg', '--configure', '-a')
  const update = await asRoot('apt-get', 'update')
  const debs = needs.map((need) => need.debs.find(isKnownToApt) ?? need.debs[0])
  const options = ['-y', '--no-install-recommends', '-o', 'DPkg::Lock::Timeout=120']
  const install = await asRoot('apt-get', 'install', ...options, ...new Set(debs))
  if (install.ok) return
  if (!update.ok) site.doing(`apt-get update had failed:\n${update.tail}`)
  throw new CommandFailed(`apt-get install ${debs.join(' ')}`, install)
}

/** Of these Debian packages the ones that are not installed; none where there is no dpkg to ask. */
export function missingDebs(names) {
  if (findProgram('dpkg-query') === null) return []
  // biome-ignore lint/suspicious/noTemplateCurlyInString: these are dpkg's own placeholders
  const format = '${Package} ${db:Status-Status}\n'
  const { stdout } = spawnSync('dpkg-query', ['-W', '-f', format, ...names], { encoding: 'utf8' })
  const installed = new Set((stdout ?? '').split('\n').filter((line) => line.endsWith(' installed')))
  return names.filter((name) => !installed.has(`${name} installed`))
}

function isKnownToApt(deb) {
  return spawnSync('apt-cache', ['show', deb], { stdio: 'ignore' }).status === 0
}

function commandFor(need, machine) {
  if (need.command) return need.command
  if (machine.platform === 'darwin') return need.mac
  const install = `apt-get install -y ${need.debs.find((deb) => machine.hasApt && isKnownToApt(deb)) ?? need.debs[0]}`
  if (!machine.hasApt) return `${install}   # Debian's name; use this system's own package manager`
  return machine.isRoot ? install : `sudo ${install}`
}

function reasonOf(machine) {
  if (machine.platform === 'win32') return 'set-up knows Linux and macOS only'
  if (!machine.hasApt) return 'set-up can install only where there is apt-get'
  return machine.isRoot ? 'not all of it comes by apt-get' : 'only root may install'
}
