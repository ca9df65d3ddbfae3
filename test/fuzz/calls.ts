import { type Message, Producer, type Transaction } from '../../src/index.js'
import type { Account } from './account.ts'
import { randomMessage } from './messages.ts'
import type { Random } from './random.ts'
import { OnPurpose, strange } from './strange-values.ts'

/** A producer under fire. */
export interface Session {
  readonly producer: Producer
  readonly account: Account
  readonly random: Random
}

type Call = (session: Session, at: number) => void

/** How often each is drawn, and what it does. A signal, a time or an option may be anything. */
const CALLS: [weight: number, call: Call][] = [
  [40, produce],
  [
    15,
    ({ producer, account, random }, at) => {
      const [message, options] = [randomMessage(random), maybe(random, waitOptions(random))]
      account.async(at, 'send', () => producer.send(message, ...(options as [])))
    },
  ],
  [
    4,
    ({ producer, account, random }, at) => {
      const count = random.below(4)
      const list = Array.from({ length: count }, () => randomMessage(random))
      const messages = random.percent(15) ? strange(random) : list
      account.async(at, 'sendBatch', () => producer.sendBatch(messages as Message[]))
    },
  ],
  [
    10,
    ({ producer, account, random }, at) => {
      const args = maybe(random, random.pick([0, 1, 5, -1]))
      account.async(at, 'poll', () => producer.poll(...(args as [])))
    },
  ],
  [
    6,
    ({ producer, account, random }, at) => {
      const args = maybe(random, random.pick([0, 1, 5, -1]))
      account.async(at, 'flush', () => producer.flush(...(args as [])))
    },
  ],
  [
    4,
    ({ producer, account, random }, at) => {
      const args = maybe(random, random.pick([0, 1]))
      account.sync(at, 'pollSync', () => producer.pollSync(...bounded(args)))
    },
  ],
  [
    3,
    ({ producer, account, random }, at) => {
      const args = maybe(random, random.pick([0, 1]))
      account.sync(at, 'flushSync', () => producer.flushSync(...bounded(args)))
    },
  ],
  [
    2,
    ({ producer, account, random }, at) => {
      const args = maybe(random, random.pick([{}, { queued: false }, { inFlight: false }]))
      account.async(at, 'purge', () => producer.purge(...(args as [])))
    },
  ],
  [
    2,
    ({ producer, account, random }, at) => {
      const topic = random.percent(30) ? strange(random) : random.pick([undefined, 'a', 'b'])
      const options = random.percent(20) ? strange(random) : { timeoutMs: random.below(5) }
      account.async(at, 'metadata', () => producer.metadata(topic as string, options as object))
    },
  ],
  [
    1,
    ({ producer, account, random }, at) => {
      const [topic, key] = random.percent(30) ? [strange(random), strange(random)] : ['a', 'key']
      account.async(at, 'partitionFor', () =>
        producer.partitionFor(topic as string, key as string, { timeoutMs: random.below(5) }),
      )
    },
  ],
  [
    1,
    ({ producer, account, random }, at) => {
      const args = maybe(random, waitOptions(random))
      if (random.percent(20)) account.async(at, 'close', () => producer.close(...(args as [])))
    },
  ],
  [2, ({ producer, account }, at) => account.async(at, 'drained', () => producer.drained())],
  [
    1,
    ({ producer, account }, at) =>
      account.sync(at, 'read', () => [producer.ledger, producer.outstanding, String(producer)]),
  ],
  [
    3,
    (session, at) => {
      const { producer, account, random } = session
      const timeoutMs = maybe(random, random.pick([0, 1, 5, -1]))
      const [offsets, group] = random.percent(50)
        ? [strange(random), strange(random)]
        : [[{ topic: 'in', partition: 0, offset: random.pick([7, '7', 7n, -1]) }], 'group']
      const [name, call] = random.pick<[string, () => Promise<unknown>]>([
        ['initTransactions', () => producer.initTransactions(...(timeoutMs as []))],
        ['beginTransaction', () => producer.beginTransaction()],
        ['commitTransaction', () => producer.commitTransaction(...(timeoutMs as []))],
        ['abortTransaction', () => producer.abortTransaction(...(timeoutMs as []))],
        [
          'sendOffsetsToTransaction',
          () => producer.sendOffsetsToTransaction(offsets as [], group as string, ...(timeoutMs as [])),
        ],
        ['transaction', () => producer.transaction(work(session, at), waitOptions(random))],
        ['recover', () => producer.recover()],
      ])
      account.async(at, name, call)
    },
  ],
  [1, listen],
  [2, construct],
]

const total = CALLS.reduce((sum, [weight]) => sum + weight, 0)

export function randomCall(session: Session, at: number): void {
  let left = session.random.below(total)
  for (const [weight, call] of CALLS) {
    left -= weight
    if (left < 0) {
      call(session, at)
      return
    }
  }
}

function produce(session: Session, at: number): void {
  const { producer, account, random } = session
  const message = randomMessage(random)
  if (random.percent(20)) {
    account.sync(at, 'produce', () => producer.produce(message))
    return
  }
  if (random.percent(5)) {
    const notOne = strange(random)
    if (typeof notOne !== 'function') {
      account.sync(at, 'produce', () => producer.produce(message, notOne as undefined))
      return
    }
  }
  const { onDelivery, accept } = account.callback(at, reaction(session, at))
  account.sync(at, 'produce', () => {
    producer.produce(message, onDelivery)
    accept()
  })
}

/** What a callback does, drawn at the call: when it runs depends on the broker. */
function reaction({ producer, account, random }: Session, at: number): () => void {
  if (random.percent(70)) return () => {}
  const inside: (() => void)[] = [
    () => {
      throw new OnPurpose('by a callback')
    },
    () => account.sync(at, 'produce', () => producer.produce({ topic: 'a', value: 'from a callback' })),
    () => account.async(at, 'send', () => producer.send({ topic: 'a', value: 'from a callback' })),
    () => account.async(at, 'poll', () => producer.poll(1)),
    () => account.async(at, 'flush', () => producer.flush(1)),
    () => account.sync(at, 'pollSync', () => producer.pollSync(0)),
    () => account.sync(at, 'flushSync', () => producer.flushSync(0)),
    () => account.async(at, 'purge', () => producer.purge()),
  ]
  // Rarely, or no producer would live long.
  if (random.percent(3)) return () => account.async(at, 'close', () => producer.close({ timeoutMs: 5 }))
  return random.pick(inside)
}

/** What a transaction does; it may be anything. */
function work({ account, random }: Session, at: number): (transaction: Transaction) => void {
  if (random.percent(20)) return strange(random) as () => void
  return (transaction) => {
    account.sync(at, 'produce', () => transaction.produce({ topic: 'a', value: 'in a transaction' }))
    if (random.percent(30)) throw new OnPurpose('by a transaction')
  }
}

function listen({ producer, random }: Session): void {
  const event = random.pick(['drain', 'log', 'error', 'stats'] as const)
  const fails = random.percent(20)
  producer.once(event, () => {
    if (fails) throw new OnPurpose('by a listener')
  })
}

/** Another one, with options that may be anything; one that stands up to them is closed again. */
function construct({ account, random }: Session, at: number): void {
  const options: Record<string, unknown> = { 'bootstrap.servers': '127.0.0.1:1' }
  options[random.pick(['linger.ms', 'poll', 'engine', 'highWaterMark', 'no.such', 'acks'])] = strange(random)
  const given = random.percent(20) ? strange(random) : options
  account.sync(at, 'new Producer', () => {
    const other = new Producer(given as object).on('error', () => {})
    account.async(at, 'close', () => other.close({ timeoutMs: 0 }))
  })
}

function waitOptions(random: Random): object {
  const controller = new AbortController()
  if (random.percent(30)) setImmediate(() => controller.abort())
  return random.pick([{}, { timeoutMs: 0 }, { timeoutMs: 5 }, { signal: controller.signal }])
}

/** No argument, this one, or anything. */
function maybe(random: Random, value: unknown): unknown[] {
  if (random.percent(30)) return []
  return [random.percent(20) ? strange(random) : value]
}

/** A call that blocks must end: without a limit, or with a month, it would not. */
function bounded(args: unknown[]): [number] {
  const [limit = 0] = args
  return [limit === -1 || (typeof limit === 'number' && limit > 5) ? 0 : (limit as number)]
}
