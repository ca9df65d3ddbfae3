import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import type { PartitionerOption, Producer } from '../../src/index.js'
import { openWithClient } from '../support/native-client.js'
import { addressOf, MOCK, openProducer } from '../support/producers.js'

const BROKERS = 4
const PARTITIONS = 4
const DELAY_MS = 250
const TICKS = 200
const PER_TICK = 20
const VALUE = Buffer.alloc(1000)

/** The embedded cluster draws leaders at random: a topic one of whose brokers leads one partition only. */
async function topicWithLonelyLeader(producer: Producer) {
  for (let attempt = 0; attempt < 50; attempt++) {
    const topic = `t${attempt}`
    const { partitions } = (await producer.metadata(topic)).topics[0]!
    expect(partitions).toHaveLength(PARTITIONS)
    const lonely = partitions.find(
      ({ leader }) => partitions.filter((each) => each.leader === leader).length === 1,
    )
    if (lonely !== undefined) return { topic, slow: lonely.id, broker: lonely.leader }
  }
  throw new Error('no such topic in 50')
}

/** One partition of four answers late: the share of messages without a key, at a steady rate, that goes there. */
async function shareOfSlowOne(engine: 'binding' | 'native', partitioner: PartitionerOption): Promise<number> {
  const cluster = openWithClient({ ...MOCK, 'test.mock.num.brokers': BROKERS })
  const address = await addressOf(cluster.producer)
  const producer = openProducer({
    'bootstrap.servers': address,
    engine,
    'enable.idempotence': false,
    'linger.ms': 5,
    partitioner,
  })
  const { topic, slow, broker } = await topicWithLonelyLeader(producer)
  await producer.send({ topic, partition: slow, value: VALUE })
  cluster.client.testBrokerDelay(broker, DELAY_MS)

  const counts = new Array(PARTITIONS).fill(0)
  let sent = 0
  for (let tick = 0; tick < TICKS; tick++) {
    for (let each = 0; each < PER_TICK; each++, sent++) {
      producer.produce({ topic, value: VALUE }, (error, report) => {
        if (error) throw error
        counts[report.partition]++
      })
    }
    await sleep(5)
  }
  await producer.flush()
  expect(counts.reduce((sum, count) => sum + count, 0)).toBe(sent)
  return counts[slow] / sent
}

describe.for(['binding', 'native'] as const)('one partition of four answers late, engine %s', (engine) => {
  test('adaptive_sticky gives it much less than a quarter', async () => {
    const share = await shareOfSlowOne(engine, { name: 'adaptive_sticky', bytes: 4000 })
    expect(share).toBeGreaterThan(0)
    expect(share).toBeLessThan(0.17)
  })

  test('uniform_sticky gives it no more than its quarter, slow as it is', async () => {
    // Java's sticky before 3.3 gave the slow one more: it stayed until the batch was sent (KAFKA-10888).
    const share = await shareOfSlowOne(engine, { name: 'uniform_sticky', bytes: 4000 })
    expect(share).toBeGreaterThan(0.2)
    expect(share).toBeLessThan(0.3)
  })
})
