// A process that begins its work only when told to, so that its number can be written down first.
// Without that: spawn → we are killed → the file with its number was never written → nobody can ever end it.
import { spawn } from 'node:child_process'
import { identify } from './process-identity.mjs'

/**
 * Starts `command` in a process group of its own, waiting at the door. `record(identity)` runs first; then the
 * command itself. If this process dies in between, the waiting shell reads end-of-file and leaves.
 */
export async function spawnRecorded(command, args, { record, ...options }) {
  const child = spawn('sh', ['-c', 'read -r go && exec "$@" </dev/null', 'sh', command, ...args], {
    ...options,
    detached: true,
    stdio: ['pipe', ...options.stdio],
  })
  await new Promise((resolve, reject) => child.once('spawn', resolve).once('error', reject))
  child.stdin.on('error', () => {}) // the shell left first: its exit code tells the story
  const identity = identify(child.pid)
  await record(identity)
  child.stdin.end('go\n')
  return { child, identity }
}
