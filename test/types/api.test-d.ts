// The public API as a TypeScript user meets it: checked by `tsc`, never run.
import {
  type DeliveryError,
  type DeliveryReport,
  type Explanation,
  type explain,
  fromJavaProperties,
  KafkaError,
  type Ledger,
  type Message,
  type Metadata,
  Producer,
  QueueFullError,
  type Rung,
  type Statistics,
  type TopicAudit,
  WaitError,
} from 'lingerbus'
import { type HashPartitioner, murmur2, partition } from 'lingerbus/partitioners'

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false
function same<_A extends true>(): void {}

const producer = new Producer({
  'bootstrap.servers': 'localhost:9092',
  'linger.ms': 5,
  poll: 'manual',
  acks: 'all',
})

producer.produce({ topic: 'a', value: 'x' }, (error, report) => {
  same<Equal<typeof error, DeliveryError | null>>()
  same<Equal<typeof report, DeliveryReport>>()
})
same<Equal<ReturnType<typeof producer.produce>, boolean>>()
same<Equal<ReturnType<typeof producer.send>, Promise<DeliveryReport>>>()
same<Equal<ReturnType<typeof producer.sendBatch>, Promise<PromiseSettledResult<DeliveryReport>[]>>>()
same<Equal<ReturnType<typeof producer.flush>, Promise<number>>>()
same<Equal<ReturnType<typeof producer.close>, Promise<Ledger>>>()
same<Equal<ReturnType<typeof producer.metadata>, Promise<Metadata>>>()
same<Equal<DeliveryReport['status'], 'persisted' | 'possibly-persisted' | 'not-persisted'>>()
same<Equal<DeliveryReport['offset'], number | null>>()

same<Equal<ReturnType<typeof explain>, Explanation>>()
same<Equal<ReturnType<typeof producer.audit>, Promise<TopicAudit>>>()
new Producer(fromJavaProperties('bootstrap.servers=a:9092').options)
new Producer({
  brokers: ['localhost:9092'],
  preset: 'durable',
  sasl: { mechanism: 'PLAIN', username: 'u', password: 'p' },
  ssl: true,
})

new Producer({
  brokers: ['localhost:9092'],
  sasl: { mechanism: 'OAUTHBEARER' },
  oauth: async ({ signal }) => {
    same<Equal<typeof signal, AbortSignal>>()
    return { token: 't', lifetimeMs: Date.now() + 60_000, principal: 'p', extensions: { traceId: 'x' } }
  },
})
same<Equal<ReturnType<typeof producer.setSaslCredentials>, void>>()
same<Equal<DeliveryError['rung'], Rung | undefined>>()
// @ts-expect-error a token says when it expires
new Producer({ brokers: 'a:1', oauth: () => ({ token: 't' }) })

const good: Message[] = [
  { topic: 'a', value: null },
  { topic: 'a', value: Buffer.from('x'), key: new Uint8Array(1), partition: 0, timestamp: new Date() },
  { topic: 'a', value: 'x', headers: [['name', Buffer.from('x')]] },
  { topic: 'a', value: 'x', headers: { one: 'x', two: ['x', Buffer.from('y')] } },
]
producer.sendBatch(good)

// @ts-expect-error a message has a value; null is a tombstone
producer.produce({ topic: 'a' })
// @ts-expect-error nothing is turned into text for the caller
producer.produce({ topic: 'a', value: 5 })
// @ts-expect-error nor objects
producer.produce({ topic: 'a', value: { id: 1 } })
// @ts-expect-error a key is text or bytes
producer.produce({ topic: 'a', value: 'x', key: 7 })
// @ts-expect-error linger.ms, not linger.msec
new Producer({ 'bootstrap.servers': 'localhost:9092', 'linger.msec': 5 })
// @ts-expect-error a closed list
new Producer({ 'bootstrap.servers': 'localhost:9092', 'compression.type': 'brotli' })
// @ts-expect-error a closed list of ours
new Producer({ 'bootstrap.servers': 'localhost:9092', poll: 'sometimes' })

producer.on('error', (error) => same<Equal<typeof error, KafkaError>>())
producer.on('stats', (statistics) => same<Equal<typeof statistics, Statistics>>())
producer.on('throttle', ({ broker, brokerId, throttleMs }) => [broker, brokerId, throttleMs])
producer.on('drain', () => {})

same<Equal<ReturnType<typeof murmur2>, number>>()
partition('murmur2-random', 'key', 12)
partition('consistent_random', null, 12)
// @ts-expect-error a closed list
partition('java', 'key', 12)

export function narrow(error: unknown): string {
  if (QueueFullError.is(error)) return error.code
  if (WaitError.is(error)) return error.enqueued ? 'on its way' : 'not taken'
  if (KafkaError.is(error)) return error.retriable ? 'again' : error.message
  return 'no error of ours'
}

export async function scoped(): Promise<void> {
  await using another = new Producer({ 'bootstrap.servers': 'localhost:9092' })
  await another.send({ topic: 'a', value: 'x' }, { signal: AbortSignal.timeout(10), timeoutMs: 5 })
}

const servers = { 'bootstrap.servers': 'localhost:9092' } as const
new Producer({ ...servers, partitioner: 'round-robin', topics: { orders: { partitioner: 'consistent' } } })
new Producer({ ...servers, partitioner: { name: 'uniform_sticky', ignoreKeys: true } })
new Producer({ ...servers, partitioner: { hash: (key) => key.length } })
new Producer({ ...servers, partitioner: { choose: ({ isAvailable }) => Number(isAvailable(0)) } })
// @ts-expect-error a partitioner answers at once
new Producer({ ...servers, partitioner: { hash: async () => 1 } })
// @ts-expect-error nothing else can be set by topic
new Producer({ ...servers, topics: { orders: { partitioner: 'random', acks: 1 } } })
same<Equal<ReturnType<typeof producer.partitionFor>, Promise<number>>>()
const plugIn: HashPartitioner = { hash: murmur2 }
new Producer({ ...servers, partitioner: plugIn })

same<Equal<ReturnType<typeof producer.commitTransaction>, Promise<void>>>()
const answered = producer.transaction(async (transaction) => {
  transaction.produce({ topic: 'a', value: 'x' }, (error) => error?.abortable)
  await transaction.sendOffsets([{ topic: 'in', partition: 0, offset: '7' }], {
    groupId: 'g',
    generationId: 1,
  })
  return (await transaction.send({ topic: 'a', value: 'x' })).offset
})
same<Equal<typeof answered, Promise<number | null>>>()
producer.transaction(() => 1, { timeoutMs: 5, signal: AbortSignal.timeout(10) })
producer.sendOffsetsToTransaction([{ topic: 'in', partition: 0, offset: 7n }], 'g', 100)
// @ts-expect-error an offset has its partition
producer.sendOffsetsToTransaction([{ topic: 'in', offset: 7 }], 'g')
// @ts-expect-error the group has a name
producer.sendOffsetsToTransaction([], { generationId: 1 })
new Producer({ ...servers, onFatal: 'recover-and-resend' })
// @ts-expect-error a closed list
new Producer({ ...servers, onFatal: 'restart' })
producer.on('recovered', ({ cause, resent, reported }) => [cause.code, resent + reported])
