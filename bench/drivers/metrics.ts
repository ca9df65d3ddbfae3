// What metrics cost: the sources themselves, so that the counting can be taken out, which no user can.
import { Registry } from 'prom-client'
import { Producer, type ProducerOptions } from '../../src/index.ts'
import { collectMetrics } from '../../src/metrics.ts'
import { Tally } from '../../src/tally.ts'
import { readTask } from './arguments.ts'
import { type Figures, fail, hand, startMeasuring } from './figures.ts'
import { POOL_MASK, randomValues } from './payload.ts'

const { mode, topic, settings, bytes, messages, warmUp } = readTask()
const values = randomValues(bytes)
const STATISTICS = { 'statistics.interval.ms': 1000 }
const READ_MS = 100
const SCRAPE_MS = 1000

try {
  if (mode === 'uncounted') Tally.prototype.onDelivered = () => {}
  const producer = new Producer({
    ...settings,
    ...(mode === 'scraped' ? STATISTICS : {}),
    preset: 'librdkafkaDefaults',
  } as ProducerOptions)
  producer.on('error', (error) => {
    process.stderr.write(`${error.message}\n`)
  })
  const stop = watch(producer)
  hand(await run(producer))
  stop()
} catch (error) {
  fail(error)
}

/** Nobody, somebody ten times a second, or a scraper every second. */
function watch(producer: Producer): () => void {
  let look = () => {}
  if (mode === 'read') look = () => void producer.metrics()
  if (mode === 'scraped') {
    const registry = new Registry()
    collectMetrics(producer, registry)
    look = () => void registry.metrics()
  }
  const timer = setInterval(look, mode === 'scraped' ? SCRAPE_MS : READ_MS)
  return () => clearInterval(timer)
}

async function run(producer: Producer): Promise<Figures> {
  await flood(producer, warmUp)
  const measuring = startMeasuring()
  await flood(producer, messages)
  const figures = measuring.stop(messages)
  const { delivered, latency } = producer.metrics()
  const counted = mode === 'uncounted' ? 0 : delivered
  if (delivered !== warmUp + messages || latency.count !== counted)
    throw new Error(`the counts do not add up: ${delivered} delivered, ${latency.count} in the histogram`)
  return figures
}

async function flood(producer: Producer, count: number): Promise<void> {
  for (let index = 0; index < count; ) {
    let hasRoom = true
    while (hasRoom && index < count) {
      hasRoom = producer.produce({ topic, value: values[index++ & POOL_MASK]! }, onDelivery)
    }
    if (index < count) await producer.drained()
  }
  await producer.flush()
}

function onDelivery(error: Error | null): void {
  if (error) fail(error)
}
