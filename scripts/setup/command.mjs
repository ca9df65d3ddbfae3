import { accessSync, constants } from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { spawnRecorded } from './held-process.mjs'
import { groupLives, signalGroup } from './process-identity.mjs'

const tailLines = 30

export class CommandFailed extends Error {
  constructor(what, result) {
    const end = result.timedOut
      ? 'ran out of time'
      : `ended with ${result.signal ?? `exit code ${result.code}`}`
    super(`${what} ${end} after ${result.seconds} s. Its last lines:\n${result.tail}`)
  }
}

export class Interrupted extends Error {
  constructor(signal) {
    super(`interrupted by ${signal}`)
    this.signal = signal
  }
}

/**
 * Runs a command to its end and keeps its last lines. The command and all its children end with us on Ctrl-C and
 * with `timeoutMs`; if we are killed, the next set-up finds the command in the lock and ends it, or waits for it
 * when `orphan` is 'wait' (half an apt-get is worse than a whole one).
 */
export async function runCommand(site, command, args, options = {}) {
  const { cwd = site.root, env = {}, timeoutMs, progress, orphan = 'end' } = options
  const startedMs = Date.now()
  const seconds = () => Math.round((Date.now() - startedMs) / 1000)
  const { child, identity } = await spawnRecorded(command, args, {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['pipe', 'pipe'],
    record: (leader) => site.lock.recordWorker({ ...leader, orphan, what: path.basename(command) }),
  })

  let output = ''
  const keep = (chunk) => {
    output = (output + chunk).slice(-64 * 1024)
  }
  child.stdout.on('data', keep)
  child.stderr.on('data', keep)

  let interruptedBy = null
  let timedOut = false
  const end = () => {
    signalGroup(identity, 'SIGTERM', site.root)
    setTimeout(() => signalGroup(identity, 'SIGKILL', site.root), 3000).unref()
  }
  const onSignal = (signal) => {
    interruptedBy ??= signal
    end()
  }
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal)
  const onLimit = () => {
    timedOut = true
    end()
  }
  const limit = timeoutMs && setTimeout(onLimit, timeoutMs)
  const ticker = progress && setInterval(() => site.doing(`  … ${progress} (${seconds()} s)`), 15_000)

  try {
    const [code, signal] = await new Promise((resolve) => child.once('close', (...how) => resolve(how)))
    if (interruptedBy) throw new Interrupted(interruptedBy)
    return { ok: code === 0, code, signal, timedOut, seconds: seconds(), output, tail: lastLines(output) }
  } finally {
    clearTimeout(limit)
    clearInterval(ticker)
    process.off('SIGINT', onSignal).off('SIGTERM', onSignal)
    site.lock.recordWorker(null)
  }
}

/** What a set-up that was killed left running. */
export async function settleOrphan(site, worker) {
  if (!groupLives(worker, site.root)) return
  if (worker.orphan === 'wait') {
    site.doing(`${worker.what} of an interrupted set-up still runs (pid ${worker.pid}): waiting for it`)
  } else {
    site.doing(`${worker.what} of an interrupted set-up still runs (pid ${worker.pid}): ending it`)
    signalGroup(worker, 'SIGKILL', site.root)
  }
  while (groupLives(worker, site.root)) await sleep(100)
}

/** The full path of a program on PATH, null when there is none. */
export function findProgram(name) {
  const folders = (process.env.PATH ?? '').split(path.delimiter).filter(Boolean)
  return folders.map((folder) => path.join(folder, name)).find(isExecutable) ?? null
}

function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}

function lastLines(output) {
  const lines = output.trimEnd().split('\n').slice(-tailLines)
  return lines.map((line) => `  | ${line}`).join('\n')
}
