// One trial is one producer that is made, warmed up, measured and closed. What it counts comes from
// librdkafka's own statistics, what it times from the delivery reports.
import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { type DeliveryReport, Producer, type ProducerOptions, type Statistics } from '../../src/index.js'

const STATISTICS_MS = 100
const GIVE_UP_MS = 30_000

export type Figures = Readonly<Record<string, number>>

export const hundredBytes = (count: number) => Array.from({ length: count }, () => 'x'.repeat(100))

interface Load {
  readonly options: ProducerOptions
  readonly topic: string
  /** Messages to send; one more, sent before, opens connections and fetches what the producer must know. */
  readonly values: readonly string[]
  /** Messages a second; all at once unless told. */
  readonly rate?: number
}

interface Counters {
  readonly requests: number
  readonly bytes: number
}

/** Sends the load and says what it took. Every message must arrive. */
export async function runLoad({ options, topic, values, rate }: Load): Promise<Figures> {
  const producer = new Producer({ ...options, 'statistics.interval.ms': STATISTICS_MS })
  const problems: string[] = []
  producer.on('error', (error) => problems.push(error.message))
  try {
    await producer.send({ topic, partition: 0, value: 'warm-up' }, { timeoutMs: GIVE_UP_MS })
    const before = await counters(producer)
    const latencies: number[] = []
    let failures = 0
    const cpuBefore = brokerThreadSeconds()
    const startedMs = performance.now()
    let endedMs = startedMs
    const onDelivery = (error: Error | null, report: DeliveryReport) => {
      if (error) failures++
      else latencies.push(report.latencyMs)
      endedMs = performance.now()
    }
    for (const [index, value] of values.entries()) {
      if (rate !== undefined) {
        const dueMs = startedMs + (index / rate) * 1000
        while (performance.now() < dueMs) await sleep(1)
      }
      producer.produce({ topic, partition: 0, value }, onDelivery)
    }
    // Not flush: it would send what lingers, and linger is what is measured.
    while (latencies.length + failures < values.length) {
      if (performance.now() - startedMs > GIVE_UP_MS)
        throw new Error(`not done in time: ${problems.join('; ')}`)
      await sleep(1)
    }
    const brokerCpuSeconds = brokerThreadSeconds() - cpuBefore
    if (failures > 0)
      throw new Error(`${failures} of ${values.length} messages failed: ${problems.join('; ')}`)
    const after = await counters(producer)
    const requests = after.requests - before.requests
    const seconds = (endedMs - startedMs) / 1000
    return {
      requests,
      messagesPerRequest: values.length / requests,
      wireBytes: after.bytes - before.bytes,
      seconds,
      messagesPerSecond: values.length / seconds,
      brokerCpuSeconds,
      p50Ms: percentile(latencies, 0.5),
      p99Ms: percentile(latencies, 0.99),
    }
  } finally {
    await producer.close({ timeoutMs: 0 })
  }
}

/** Sends one message after the other, each when the one before has been reported. */
export async function runOneByOne(options: ProducerOptions, topic: string, count: number): Promise<Figures> {
  const producer = new Producer(options)
  producer.on('error', () => {})
  try {
    const value = 'x'.repeat(100)
    for (let warmUp = 0; warmUp < 20; warmUp++) await producer.send({ topic, partition: 0, value })
    const latencies: number[] = []
    for (let index = 0; index < count; index++) {
      latencies.push((await producer.send({ topic, partition: 0, value })).latencyMs)
    }
    return { p50Ms: percentile(latencies, 0.5), p99Ms: percentile(latencies, 0.99) }
  } finally {
    await producer.close({ timeoutMs: 0 })
  }
}

/** What becomes of one message: its report's status, or the error's code, and after what time. */
export async function outcomeOf(
  options: ProducerOptions,
  topic: string,
): Promise<{ outcome: string; ms: number }> {
  const producer = new Producer(options)
  producer.on('error', () => {})
  const startedMs = performance.now()
  try {
    const outcome = await producer.send({ topic, partition: 0, value: 'is anybody there?' }).then(
      (report) => report.status,
      (error: { code: string }) => error.code,
    )
    return { outcome, ms: Math.round(performance.now() - startedMs) }
  } finally {
    await producer.close({ timeoutMs: 0 })
  }
}

/** librdkafka's counters since the producer was made, from a document that was written after this call. */
async function counters(producer: Producer): Promise<Counters> {
  const next = () => new Promise<Statistics>((resolve) => producer.once('stats', resolve))
  await next()
  const { brokers } = await next()
  let requests = 0
  let bytes = 0
  for (const broker of Object.values(brokers) as { txbytes: number; req: { Produce?: number } }[]) {
    requests += broker.req.Produce ?? 0
    bytes += broker.txbytes
  }
  return { requests, bytes }
}

/**
 * CPU time of librdkafka's broker threads, which make, compress and send the batches; Linux only. The whole
 * process would be no measure: JavaScript's share is larger and varies more than what a codec costs.
 */
function brokerThreadSeconds(): number {
  let nanoseconds = 0
  for (const thread of readdirSync('/proc/self/task')) {
    const folder = `/proc/self/task/${thread}`
    if (!readFileSync(`${folder}/comm`, 'utf8').startsWith('rdk:broker')) continue
    nanoseconds += Number(readFileSync(`${folder}/schedstat`, 'utf8').split(' ')[0])
  }
  return nanoseconds / 1e9
}

function percentile(values: number[], share: number): number {
  values.sort((a, b) => a - b)
  return values[Math.ceil(values.length * share) - 1] ?? Number.NaN
}
