// Who is process 4711? A pid alone does not say: numbers are used again. A pid together with the moment the
// process began does, so that is what lock and state files hold, and nothing is signalled without comparing.
import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync, readlinkSync } from 'node:fs'

const onLinux = process.platform === 'linux'

/** `{ pid, start }` of a living process, null when there is none (a zombie is none: it holds nothing). */
export function identify(pid) {
  const start = onLinux ? startOnLinux(pid) : startElsewhere(pid)
  return start === null ? null : { pid, start }
}

export function isAlive(identity) {
  return identity != null && identify(identity.pid)?.start === identity.start
}

/** The command line as one string, '' when the process is gone. */
export function commandLineOf(pid) {
  try {
    if (onLinux) return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim()
    return ps(pid, 'command=')
  } catch {
    return ''
  }
}

/** Sends a signal to that very process; false when it is gone. */
export function signalProcess(identity, signal) {
  if (!isAlive(identity)) return false
  return kill(identity.pid, signal)
}

/**
 * Sends a signal to the group that `leader` founded. When the leader has died the number could belong to
 * somebody else by now; then only members that work inside `folder` are taken for ours.
 */
export function signalGroup(leader, signal, folder) {
  if (isAlive(leader)) return kill(-leader.pid, signal)
  const members = groupMembers(leader.pid, folder)
  for (const pid of members) kill(pid, signal)
  return members.length > 0
}

/** Is anything of the group left? Zombies do not count: where no init collects them they stay for ever. */
export function groupLives(leader, folder) {
  return isAlive(leader) || groupMembers(leader.pid, folder).length > 0
}

function groupMembers(groupId, folder) {
  if (!onLinux) return []
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      const fields = statFields(pid)
      return fields !== null && Number(fields[2]) === groupId && workingFolderOf(pid).startsWith(folder)
    })
}

function workingFolderOf(pid) {
  try {
    return readlinkSync(`/proc/${pid}/cwd`)
  } catch {
    return ''
  }
}

let bootId
function startOnLinux(pid) {
  const fields = statFields(pid)
  if (fields === null) return null
  bootId ??= readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
  return `${bootId}/${fields[19]}`
}

/** The fields of /proc/PID/stat from the third on (a name in field two may hold spaces and brackets). */
function statFields(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return fields[0] === 'Z' || fields[0] === 'X' ? null : fields
  } catch {
    return null
  }
}

function startElsewhere(pid) {
  try {
    const line = ps(pid, 'stat=,lstart=')
    return line === '' || line.startsWith('Z') ? null : line.replace(/^\S+\s+/, '')
  } catch {
    return null
  }
}

function ps(pid, columns) {
  return execFileSync('ps', ['-p', String(pid), '-o', columns], { encoding: 'utf8' }).trim()
}

function kill(pid, signal) {
  try {
    process.kill(pid, signal)
    return true
  } catch {
    return false
  }
}
