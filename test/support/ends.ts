// The ways a process and its workers can end with a producer at some stage: the table, and how one case is run.
// `npm test` runs each a few times, test/endurance/ends.ts a hundred.
import { execFile } from 'node:child_process'
import path from 'node:path'
import { type Listener, listenInSilence, listenWithTls } from './tls-listeners.js'

const PROCESSES = path.resolve(import.meta.dirname, '../engine/processes')

export const BROKERS = ['tls', 'silent', 'mock'] as const
export type Broker = (typeof BROKERS)[number]

const STAGES = ['created', 'produced', 'flushing', 'closing'] as const
const STAGES_WITH_A_BROKER = [
  'delivered',
  'closed',
  'one of two closed',
  'purging',
  'polling',
  'asking',
] as const
/** Ways to end, and the exit code that they must come to. */
export const WAYS = { exit: 7, uncaught: 1, forgotten: 0 } as const

export interface ProcessEnd {
  way: keyof typeof WAYS
  stage: string
  broker: Broker
}
export interface WorkerEnd {
  stage: string
  broker: Broker
}

export const WORKER_ENDS: readonly WorkerEnd[] = BROKERS.flatMap((broker) => {
  const more = broker === 'mock' ? [...STAGES_WITH_A_BROKER, 'exit handler'] : ['asking']
  return [...STAGES, ...more].map((stage) => ({ stage, broker }))
})

export const PROCESS_ENDS: readonly ProcessEnd[] = BROKERS.flatMap((broker) => {
  const more = broker === 'mock' ? ['delivered', 'purging', 'dropped', 'in workers'] : []
  return [...STAGES, ...more].flatMap((stage) =>
    (Object.keys(WAYS) as (keyof typeof WAYS)[]).map((way) => ({ way, stage, broker })),
  )
})

/** While one of librdkafka's transactional calls blocks a thread. */
export const TRANSACTION_ENDS: readonly WorkerEnd[] = [
  { stage: 'initialising', broker: 'silent' },
  { stage: 'initialising', broker: 'mock' },
  { stage: 'committing', broker: 'mock' },
]

export interface Addresses {
  addressOf(broker: Broker): string
  connections(): Record<string, number>
  close(): Promise<unknown>
}

export async function openBrokers(): Promise<Addresses> {
  const listeners: Record<string, Listener> = { silent: await listenInSilence(), tls: await listenWithTls() }
  return {
    addressOf: (broker) => listeners[broker]?.address ?? 'mock',
    connections: () =>
      Object.fromEntries(Object.entries(listeners).map(([name, each]) => [name, each.connections()])),
    close: () => Promise.all(Object.values(listeners).map((listener) => listener.close())),
  }
}

/** Runs all, so many at a time. */
export async function inLanes<Item>(
  lanes: number,
  items: readonly Item[],
  run: (item: Item, index: number) => Promise<void>,
): Promise<void> {
  let next = 0
  const lane = async () => {
    for (let index = next++; index < items.length; index = next++) await run(items[index]!, index)
  }
  await Promise.all(Array.from({ length: lanes }, lane))
}

/** What came of it in a few words; the words of a good end are `expectedEnd`'s. */
export function runProcessEnd(end: ProcessEnd, address: string, delayMs: number): Promise<string> {
  return runToEnd('ends.mjs', [end.way, end.stage, address, String(delayMs)], 30_000)
}

export function expectedEnd({ way }: ProcessEnd): string {
  return `exit code ${WAYS[way]}${way === 'uncaught' ? ', made up' : ''}`
}

/** So many workers at a time, so many rounds, one after the other in one process. */
export function runWorkerEnds(
  end: WorkerEnd,
  address: string,
  workers: number,
  rounds: number,
): Promise<string> {
  const args = [end.stage, address, String(workers), String(rounds)]
  return runToEnd('worker-ends.mjs', args, 30_000 + workers * rounds * 1000)
}

export function expectedWorkerEnds(workers: number, rounds: number): string {
  const all = workers * rounds
  return `exit code 0, ${JSON.stringify({ 'ended 0': all / 2, 'terminated 1': all / 4, 'terminated early': all / 4 })}`
}

function runToEnd(program: string, args: readonly string[], limitMs: number): Promise<string> {
  return new Promise((resolve) => {
    const options = { timeout: limitMs, killSignal: 'SIGKILL', cwd: PROCESSES } as const
    execFile(process.execPath, [program, ...args], options, (error, stdout, stderr) => {
      const end = error?.killed
        ? `no end within ${limitMs} ms`
        : error?.signal
          ? `signal ${error.signal}`
          : `exit code ${error?.code ?? 0}`
      const said = [stdout, stderr.includes('Error: made up') ? 'made up' : stderr.slice(0, 1000)]
      resolve([end, ...said.map((text) => text.trim()).filter(Boolean)].join(', '))
    })
  })
}
