// One run of lingerbus with one partitioner, in a process of its own; --import tsx, `npm run build` first. The task is
// its argument, as JSON; its answer one line of JSON.
import { type PartitionerOption, Producer, type ProducerOptions, QueueFullError } from 'lingerbus'
import { murmur2 } from 'lingerbus/partitioners'
import { POOL_MASK, randomValues } from '../drivers/payload.ts'

export interface DriverTask {
  readonly settings: ProducerOptions
  readonly partitioner: PartitionerOption | 'murmur2 as a plug-in'
  readonly topic: string
  readonly messages: number
  readonly warmUp: number
  readonly valueBytes: number
  readonly keys: 'none' | 'bytes' | 'text'
}

export interface DriverAnswer {
  readonly engine: string
  readonly rate: number
  readonly cpuUs: number
  readonly messagesPerRequest: number
  /** The share of the partition that got least, and most, in parts of an equal one. */
  readonly least: number
  readonly most: number
}

const task = JSON.parse(process.argv[2]!) as DriverTask
const values = randomValues(task.valueBytes)
const texts = Array.from(
  { length: values.length },
  (_, index) => `4bf92f35-77b3-4da6-a3ce-${murmur2(`${index}`).toString(16).padStart(12, '0')}`,
)
const bytes = texts.map((text) => Buffer.from(text))

const partitioner = task.partitioner === 'murmur2 as a plug-in' ? { hash: murmur2 } : task.partitioner
const producer = new Producer({ ...task.settings, partitioner, 'statistics.interval.ms': 200 })
producer.on('error', (error) => process.stderr.write(`${error.message}\n`))
let requests = 0
producer.on('stats', ({ brokers }) => {
  requests = Object.values(brokers).reduce(
    (sum, { req }) => sum + ((req as { Produce?: number } | undefined)?.Produce ?? 0),
    0,
  )
})

const counts: number[] = []
let reported = 0
let onReported = () => {}
const { topic } = task

async function produceAll(messages: number): Promise<void> {
  const target = reported + messages
  const all = new Promise<void>((resolve) => {
    onReported = () => reported === target && resolve()
  })
  const onDelivery = (error: Error | null, report: { partition: number }) => {
    if (error) throw error
    counts[report.partition] = (counts[report.partition] ?? 0) + 1
    reported++
    onReported()
  }
  for (let index = 0; index < messages; ) {
    try {
      for (let hasRoom = true; hasRoom && index < messages; index++) {
        const value = values[index & POOL_MASK]!
        const at = index & POOL_MASK
        const message =
          task.keys === 'none'
            ? { topic, value }
            : { topic, value, key: task.keys === 'bytes' ? bytes[at] : texts[at] }
        hasRoom = producer.produce(message as { topic: string; value: Buffer }, onDelivery)
      }
    } catch (error) {
      if (!QueueFullError.is(error)) throw error
    }
    if (index < messages) await producer.drained()
  }
  await all
}

/** Until the statistics have seen everything that was sent. */
const settle = () => new Promise((resolve) => setTimeout(resolve, 450))

await produceAll(task.warmUp)
const { partitions } = (await producer.metadata(topic)).topics[0]!
await settle()
counts.length = 0
const before = requests
const cpu = process.cpuUsage()
const startedMs = performance.now()
await produceAll(task.messages)
const seconds = (performance.now() - startedMs) / 1000
const { user, system } = process.cpuUsage(cpu)
await settle()
const equal = task.messages / partitions.length
const shares = partitions.map(({ id }) => (counts[id] ?? 0) / equal)
const answer: DriverAnswer = {
  engine: producer.engine,
  rate: task.messages / seconds,
  cpuUs: (user + system) / task.messages,
  messagesPerRequest: task.messages / (requests - before),
  least: Math.min(...shares),
  most: Math.max(...shares),
}
process.stdout.write(`${JSON.stringify(answer)}\n`, () => process.exit(0))
