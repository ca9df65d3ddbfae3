// Where messages without a key went, one after the other, at a steady rate; one line of JSON. Imports the sources: it
// asks the embedded cluster for a broker that answers late.
import { setTimeout as sleep } from 'node:timers/promises'
import { openClients } from '../../src/engine/unclosed.js'
import { type PartitionerOption, Producer, type ProducerOptions } from '../../src/index.js'

const { partitioner, settings, slow, showMs } = JSON.parse(process.argv[2]!) as {
  partitioner: PartitionerOption
  settings: ProducerOptions
  slow: boolean
  /** So much of the second is kept. */
  showMs: number
}
const RATE = 4000
const SECONDS = 1
const WARM_UP = 400
const BROKERS = 4
const DELAY_MS = 150
const VALUE = Buffer.alloc(500)

const producer = new Producer({
  'test.mock.num.brokers': BROKERS,
  'enable.idempotence': false,
  engine: 'native',
  partitioner,
  ...settings,
})
let topic = ''
let slowest = -1
for (let attempt = 0; slowest < 0; attempt++) {
  topic = `places-${attempt}`
  const { partitions } = (await producer.metadata(topic)).topics[0]!
  // The cluster draws leaders at random.
  const alone = partitions.find(
    ({ leader }) => partitions.filter((each) => each.leader === leader).length === 1,
  )
  if (alone === undefined) continue
  slowest = alone.id
  if (slow) openClients()[0]!.testBrokerDelay(alone.leader, DELAY_MS)
}

const places: [ms: number, partition: number][] = []
const total = WARM_UP + RATE * SECONDS
const startedMs = performance.now()
for (let sent = 0; sent < total; await sleep(1)) {
  const due = Math.min(total, ((performance.now() - startedMs) * RATE) / 1000)
  while (sent < due) {
    const index = sent++ - WARM_UP
    // When it was due: the timer's own bursts are not the partitioner's.
    const dueMs = (index * 1000) / RATE
    producer.produce({ topic, value: VALUE }, (error, report) => {
      if (error) throw error
      if (index >= 0) places[index] = [dueMs, report.partition]
    })
  }
}
await producer.flush()
const slowPartition = slow ? slowest : null
const counts = [0, 0, 0, 0]
/** Unbroken on one partition. */
const stretches: [partition: number, fromMs: number, toMs: number][] = []
for (const [ms, partition] of places) {
  counts[partition]!++
  if (ms > showMs) continue
  const last = stretches.at(-1)
  if (last?.[0] === partition) last[2] = ms
  else stretches.push([partition, ms, ms])
}
process.stdout.write(`${JSON.stringify({ slowPartition, rate: RATE, counts, stretches })}\n`, () =>
  process.exit(0),
)
