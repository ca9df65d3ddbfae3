// Some thousand random calls in a process of their own; prints what came of them as JSON.
//   chunk.ts ENGINE SEED CALLS PROGRESS-FILE
import { openSync, writeSync } from 'node:fs'
import { setTimeout as sleep, setImmediate as turn } from 'node:timers/promises'
import { type PartitionerOption, Producer, type ProducerOptions } from '../../src/index.js'
import { Account, type Fault } from './account.ts'
import { randomCall, type Session } from './calls.ts'
import { Random } from './random.ts'
import { OnPurpose, strange } from './strange-values.ts'

const CALLS_A_PRODUCER = 250
const CALLS_AFTER_CLOSE = 15
const SETTLE_MS = 20_000

const [, , engine, seed, calls, progressFile] = process.argv
const random = new Random(Number(seed))
const progress = openSync(progressFile!, 'w')
const outcomes: Record<string, number> = {}
const faults: Fault[] = []
let at = 0

process.on('uncaughtException', (error) => {
  // What a callback throws with nobody waiting is one, and so is what a listener throws.
  if (error instanceof OnPurpose)
    outcomes['uncaught: what a callback threw'] = (outcomes['uncaught: what a callback threw'] ?? 0) + 1
  else faults.push({ call: at, name: 'uncaught', what: error?.stack ?? String(error) })
})
process.on('unhandledRejection', (reason) => {
  faults.push({ call: at, name: 'unhandled rejection', what: (reason as Error)?.stack ?? String(reason) })
})

while (at < Number(calls)) await fireAtOne()
console.log(JSON.stringify({ calls: at, outcomes, faults }))

async function fireAtOne(): Promise<void> {
  const account = new Account()
  const options = randomOptions()
  const producer = new Producer(options)
  producer.on('error', () => {}).on('fatal', () => {})
  // Left to chance, a transaction would hardly ever come to begin.
  if (options['transactional.id'] !== undefined && random.percent(75)) {
    await producer.initTransactions(1000).catch(() => {})
    if (random.percent(50)) await producer.beginTransaction().catch(() => {})
  }
  const session: Session = { producer, account, random }
  let left = CALLS_A_PRODUCER
  while (left-- > 0 && at < Number(calls)) {
    if (account.isClosed) left = Math.min(left, CALLS_AFTER_CLOSE)
    // For the one who finds out which call it was that ended the process.
    writeSync(progress, String(at).padEnd(12), 0)
    randomCall(session, at++)
    if (random.percent(10)) await turn()
    if (random.percent(2)) await sleep(1)
  }
  await producer.close({ timeoutMs: 100 }).catch((error) => {
    if (!(error instanceof OnPurpose)) account.fault(at, 'close', String(error))
  })
  const end = Date.now() + SETTLE_MS
  while (account.pending > 0 && Date.now() < end) await sleep(1)
  account.balance(at, producer.ledger)
  for (const [key, count] of Object.entries(account.outcomes)) outcomes[key] = (outcomes[key] ?? 0) + count
  faults.push(...account.faults)
}

/** What a plug-in answers: mostly a partition, sometimes anything. */
function answer(): number {
  if (random.percent(5)) throw new OnPurpose('a plug-in')
  return random.percent(20) ? (strange(random) as number) : random.below(4)
}

function randomOptions(): ProducerOptions {
  const target: ProducerOptions = random.percent(75)
    ? { 'test.mock.num.brokers': 1 }
    : { 'bootstrap.servers': '127.0.0.1:1', 'message.timeout.ms': 50 }
  return {
    ...target,
    engine: engine as 'native',
    ...(engine === 'native' && random.percent(40)
      ? {
          'transactional.id': random.pick(['a', 'b']),
          onFatal: random.pick(['report', 'recover', 'recover-and-resend'] as const),
        }
      : { 'enable.idempotence': false }),
    'linger.ms': random.pick([0, 1, 20]),
    'queue.buffering.max.messages': random.pick([5, 100, 100_000]),
    poll: random.pick(['auto', 'auto', 'manual']),
    partitioner: random.pick<PartitionerOption | undefined>([
      undefined,
      undefined,
      'round_robin',
      { name: 'adaptive_sticky', bytes: 200, ignoreKeys: true },
      { hash: answer },
      { choose: answer },
    ]),
  }
}
