// `lingerbus tune` on a real Kafka, interrupted at some moment: what does it leave behind?
import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { Producer } from '../../../src/index.js'
import { seeded } from '../../../src/measure/random.js'

const CLI = fileURLToPath(new URL('../../../dist/cli.js', import.meta.url))
/** A signal is sent within so long after the command was started: from its first line to the search. */
const WITHIN_MS = 12_000
/** To put everything away, on a machine that has other things to do. */
const LIMIT_MS = 60_000
/** A topic that was removed is out of the brokers' metadata soon, not at once. */
const REMOVED_MS = 15_000

export interface Interruption {
  readonly afterMs: number
  readonly signal: 'SIGINT' | 'SIGTERM'
  readonly code: number | null
  /** It had given up by itself: a machine that is busy enough lets nobody measure. */
  readonly endedBefore: boolean
  /** What it said last. */
  readonly said: string
  readonly topics: readonly string[]
  readonly processes: readonly string[]
  readonly files: readonly string[]
}

/** Moments spread over the run, with both signals in turn: the same for the same seed. */
export function momentsOf(seed: number, count: number): Pick<Interruption, 'afterMs' | 'signal'>[] {
  const random = seeded(seed)
  return Array.from({ length: count }, (_, at) => ({
    afterMs: Math.round(((at + random()) / count) * WITHIN_MS),
    signal: at % 2 === 0 ? 'SIGINT' : 'SIGTERM',
  }))
}

export function isClean({ signal, code, endedBefore, topics, processes, files }: Interruption): boolean {
  const expected = endedBefore ? 1 : signal === 'SIGINT' ? 130 : 143
  return code === expected && topics.length + processes.length + files.length === 0
}

/** @throws Error where it does not end */
export async function interruptTune(
  bootstrapServers: string,
  { afterMs, signal }: Pick<Interruption, 'afterMs' | 'signal'>,
): Promise<Interruption> {
  const before = await topicsOn(bootstrapServers)
  const folder = mkdtempSync(path.join(tmpdir(), 'tune-interrupted-'))
  const mark = randomUUID()
  const words = ['tune', '-b', bootstrapServers, '--goal', 'max-throughput', '--mode', 'quick']
  // A queue of the usual size would be flushed for longer than it was measured.
  const small = ['--slot-seconds', '1', '-X', 'queue.buffering.max.messages=500']
  const child = spawn(process.execPath, [CLI, ...words, ...small], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, TMPDIR: folder, LINGERBUS_TEST_MARK: mark },
  })
  let stderr = ''
  child.stderr.on('data', (text) => {
    stderr += text
  })
  const ended = new Promise<number | null>((resolve, reject) => {
    const timer = setTimeout(() => {
      child.kill('SIGKILL')
      reject(new Error(`it did not end within ${LIMIT_MS} ms of ${signal}: ${stderr}`))
    }, afterMs + LIMIT_MS)
    child.once('close', (code, by) => {
      clearTimeout(timer)
      // Before its listeners stand, a signal ends it as it ends any process.
      resolve(by === null ? code : by === 'SIGINT' ? 130 : 143)
    })
  })
  await sleep(afterMs)
  const endedBefore = !child.kill(signal)
  const code = await ended
  const processes = processesWith(mark)
  const topics = await topicsLeft(bootstrapServers, before)
  // The state file is what --resume goes on with.
  const files = readdirSync(folder).filter((name) => !name.endsWith('.jsonl'))
  rmSync(folder, { recursive: true })
  const said = stderr.trim().split('\n').at(-1) ?? ''
  return { afterMs, signal, code, endedBefore, said, topics, processes, files }
}

async function topicsLeft(bootstrapServers: string, before: readonly string[]): Promise<string[]> {
  const giveUpMs = performance.now() + REMOVED_MS
  for (;;) {
    const left = (await topicsOn(bootstrapServers)).filter((name) => !before.includes(name))
    if (left.length === 0 || performance.now() > giveUpMs) return left
    await sleep(200)
  }
}

/** Those that the bench and the tuner make. */
async function topicsOn(bootstrapServers: string): Promise<string[]> {
  const producer = new Producer({ 'bootstrap.servers': bootstrapServers })
  try {
    const { topics } = await producer.metadata()
    return topics.map(({ name }) => name).filter((name) => name.startsWith('lingerbus-bench-'))
  } finally {
    await producer.close({ timeoutMs: 0 })
  }
}

/** Whoever was started by it has the mark in its environment, whoever its parent is now. */
function processesWith(mark: string): string[] {
  return readdirSync('/proc').filter((pid) => {
    if (!/^\d+$/.test(pid)) return false
    try {
      return readFileSync(`/proc/${pid}/environ`, 'utf8').includes(mark)
    } catch {
      // It has ended, or is somebody else's.
      return false
    }
  })
}
