// lingerbus with nothing set but a preset: --preset NAME --mode flood|paced. Prints one line of figures.
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { Producer, type ProducerOptions, QueueFullError, type Statistics } from 'lingerbus'
import { fail, percentiles } from './figures.ts'
import { orders, POOL_MASK } from './payload.ts'

const { values: given } = parseArgs({
  options: {
    preset: { type: 'string' },
    mode: { type: 'string' },
    servers: { type: 'string' },
    topic: { type: 'string' },
    messages: { type: 'string' },
    rate: { type: 'string' },
    bytes: { type: 'string' },
  },
})
const topic = given.topic!
const messages = Number(given.messages)
const values = orders(Number(given.bytes)).map((order) => JSON.stringify(order))
const producer = new Producer({
  'bootstrap.servers': given.servers,
  preset: given.preset,
  'statistics.interval.ms': 250,
} as ProducerOptions)
producer.on('error', (error) => process.stderr.write(`${error.message}\n`))

// An idle producer lets the process end, also while statistics are waited for.
const alive = setInterval(() => {}, 1000)
try {
  await run(Math.min(5000, messages), Number.POSITIVE_INFINITY)
  const before = await count()
  const cpu = process.cpuUsage()
  const startedMs = performance.now()
  const micros = await run(messages, given.mode === 'paced' ? Number(given.rate) : Number.POSITIVE_INFINITY)
  const seconds = (performance.now() - startedMs) / 1000
  const { user, system } = process.cpuUsage(cpu)
  const after = await count()
  const { p50Us, p99Us } = percentiles(micros)
  const figures = {
    rate: messages / seconds,
    cpuUs: (user + system) / messages,
    messagesPerRequest: messages / (after.requests - before.requests),
    bytesPerMessage: (after.bytes - before.bytes) / messages,
    p50Ms: p50Us / 1000,
    p99Ms: p99Us / 1000,
  }
  clearInterval(alive)
  await producer.close()
  process.stdout.write(`${JSON.stringify(figures)}\n`)
} catch (error) {
  fail(error)
}

/** Microseconds from produce to the callback of each. */
async function run(total: number, rate: number): Promise<Float64Array> {
  const micros = new Float64Array(total)
  let left = total
  let done = () => {}
  const all = new Promise<void>((resolve) => {
    done = resolve
  })
  const startedMs = performance.now()
  const produce = (index: number) => {
    const at = performance.now()
    return producer.produce({ topic, value: values[index & POOL_MASK]! }, (error) => {
      if (error) throw error
      micros[index] = (performance.now() - at) * 1000
      if (--left === 0) done()
    })
  }
  for (let index = 0; index < total; ) {
    const due =
      rate === Number.POSITIVE_INFINITY
        ? total
        : Math.min(total, ((performance.now() - startedMs) * rate) / 1000)
    try {
      for (let hasRoom = true; hasRoom && index < due; index++) hasRoom = produce(index)
    } catch (error) {
      if (!QueueFullError.is(error)) throw error
    }
    if (index < total) await (rate === Number.POSITIVE_INFINITY ? producer.drained() : sleep(1))
  }
  await all
  return micros
}

/** Produce requests and bytes so far, in statistics that were made after now. */
async function count(): Promise<{ requests: number; bytes: number }> {
  await once(producer, 'stats')
  const [statistics] = (await once(producer, 'stats')) as [Statistics]
  const brokers = Object.values(
    statistics.brokers as Record<string, { req: { Produce?: number }; txbytes: number }>,
  )
  return {
    requests: brokers.reduce((sum, { req }) => sum + (req.Produce ?? 0), 0),
    bytes: brokers.reduce((sum, { txbytes }) => sum + txbytes, 0),
  }
}
