import { describe, expect, inject, test } from 'vitest'
import type { DeliveryReport, PartitionerOption, Producer, ProducerOptions } from '../../src/index.js'
import { crc32, fnv1a, partition } from '../../src/partitioners.js'
import golden from '../golden/partitioners/vectors.json' with { type: 'json' }
import { createTopic, growTopic, readLog, recreateTopic, topicName } from '../support/kafka.js'
import { openProducer, rejection } from '../support/producers.js'

const bootstrapServers = inject('bootstrapServers')
const PARTITIONS = 7
type Key = Buffer | null
/** Keys that Java and librdkafka have placed for the golden vectors, and no key now and then. */
const keys: Key[] = golden.vectors.flatMap(([base64], index) =>
  index % 10 === 0
    ? [Buffer.from(base64 as string, 'base64'), null]
    : [Buffer.from(base64 as string, 'base64')],
)

const byName = (name: Parameters<typeof partition>[0]) => (key: Key) => partition(name, key, PARTITIONS)
const undecided = () => -1
/** Every built-in and every kind of plug-in, with what can be predicted; −1 where the key does not decide. */
const CASES: [what: string, PartitionerOption, predicted: (key: Key) => number][] = [
  ['murmur2_random', 'murmur2_random', byName('murmur2_random')],
  ['murmur2', 'murmur2', byName('murmur2')],
  ['consistent_random', 'consistent_random', byName('consistent_random')],
  ['consistent', 'consistent', byName('consistent')],
  ['fnv1a_random', 'fnv1a_random', byName('fnv1a_random')],
  ['fnv1a', 'fnv1a', byName('fnv1a')],
  ['random', 'random', undecided],
  ['round_robin', 'round_robin', undecided],
  ['uniform_sticky', 'uniform_sticky', byName('murmur2_random')],
  ['adaptive_sticky', 'adaptive_sticky', byName('murmur2_random')],
  ['ignoreKeys', { name: 'uniform_sticky', ignoreKeys: true }, undecided],
  ['{ hash }', { hash: fnv1a }, (key) => (key === null ? -1 : fnv1a(key) % PARTITIONS)],
  [
    '{ choose }',
    { choose: ({ key }) => (key === null ? 6 : key.length % 7) },
    (key) => (key === null ? 6 : key.length % 7),
  ],
]

function sendAll(producer: Producer, topic: string, from = 0): Promise<DeliveryReport[]> {
  return Promise.all(keys.map((key, index) => producer.send({ topic, key, value: String(from + index) })))
}

describe.for(['binding', 'native'] as const)('on a real broker, engine %s', (engine) => {
  const open = (options: ProducerOptions) => {
    const producer = openProducer({ 'bootstrap.servers': bootstrapServers, ...options, engine })
    expect(producer.engine).toBe(engine)
    return producer
  }

  test.for(CASES)(
    '%s: predicted, reported and read back are the same',
    async ([, partitioner, predicted]) => {
      const topic = await createTopic(bootstrapServers, { partitions: PARTITIONS })
      const producer = open({ partitioner })
      // All of the first round is produced before the partitions are known.
      const reports = [...(await sendAll(producer, topic)), ...(await sendAll(producer, topic, keys.length))]
      const expected = [...keys, ...keys].map(predicted)
      expect(reports.map((report, index) => (expected[index] === -1 ? -1 : report.partition))).toEqual(
        expected,
      )
      for (const index of [0, 1, 2, 20, 40]) {
        const answer = typeof partitioner === 'object' && 'choose' in partitioner ? -1 : expected[index]
        expect(await producer.partitionFor(topic, keys[index]!)).toBe(answer)
      }
      const { records } = await readLog(bootstrapServers, topic)
      expect(records).toHaveLength(reports.length)
      for (const { partition, offset, key, value } of records) {
        const index = Number(value)
        expect(reports[index]).toMatchObject({ partition, offset })
        expect(key).toEqual(keys[index % keys.length])
      }
      expect(records.every(({ partition }) => partition < PARTITIONS)).toBe(true)
    },
  )

  test('round_robin is even to the last message', async () => {
    const topic = await createTopic(bootstrapServers, { partitions: 6 })
    const producer = open({ partitioner: 'round_robin' })
    await Promise.all(Array.from({ length: 240 }, () => producer.send({ topic, value: 'x' })))
    // Java's gave 0, 80, 0, 80, 0, 80 up to 3.9 (KAFKA-9965).
    expect((await readLog(bootstrapServers, topic)).endOffsets).toEqual([40, 40, 40, 40, 40, 40])
  })

  test('a topic that grew: at once after metadata, by itself within its refresh interval', async () => {
    const topic = await createTopic(bootstrapServers, { partitions: 4 })
    const key = keyThatMoves(4, 7)
    const told = open({})
    const hashing = open({ partitioner: { hash: crc32 } })
    const turning = open({ partitioner: 'round_robin', 'topic.metadata.refresh.interval.ms': 1000 })
    const alone = open({ 'topic.metadata.refresh.interval.ms': 1000 })
    const producers = [told, hashing, turning, alone]
    const send = async (producer: Producer) => (await producer.send({ topic, key, value: 'x' })).partition
    for (const producer of producers) expect(await send(producer)).toBeLessThan(4)
    await growTopic(bootstrapServers, topic, 7)
    expect(await send(told)).toBe(partition('murmur2', key, 4))

    expect(await told.partitionFor(topic, key)).toBe(partition('murmur2', key, 7))
    expect(await send(told)).toBe(partition('murmur2', key, 7))
    await hashing.metadata(topic)
    expect(await send(hashing)).toBe(crc32(key) % 7)

    const since = Date.now()
    for (const [what, producer] of Object.entries({ alone, turning })) {
      while ((await send(producer)) < 4) {
        expect(Date.now() - since).toBeLessThan(20_000)
        await new Promise((resolve) => setTimeout(resolve, 20))
      }
      console.log(`${engine}, ${what}: used a new partition ${Date.now() - since} ms after the topic grew`)
    }
  })

  test('a topic made anew with fewer partitions: asks again, and nothing fails', async () => {
    const topic = await createTopic(bootstrapServers, { partitions: 7 })
    const producer = open({
      partitioner: { choose: ({ partitionCount }) => partitionCount - 1 },
      'topic.metadata.refresh.interval.ms': 500,
    })
    expect(await producer.send({ topic, value: 'x' })).toMatchObject({ partition: 6 })
    await recreateTopic(bootstrapServers, topic, 3)
    const end = Date.now() + 20_000
    let last: DeliveryReport | undefined
    while (last?.partition !== 2 && Date.now() < end) {
      last = await producer.send({ topic, value: 'x' }).catch((error) => error.report)
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
    expect(last).toMatchObject({ partition: 2, status: 'persisted' })
  })

  test('a topic that does not exist is reported as librdkafka reports it', async () => {
    const topic = topicName('absent')
    const producer = open({
      partitioner: 'round_robin',
      'allow.auto.create.topics': false,
      'topic.metadata.propagation.max.ms': 200,
    })
    expect(await rejection(producer.send({ topic, value: 'x' }))).toMatchObject({
      code: expect.stringMatching(/UNKNOWN_TOPIC/),
      report: { topic, status: 'not-persisted' },
    })
    expect(await rejection(producer.partitionFor(topic, 'k'))).toMatchObject({
      code: 'UNKNOWN_TOPIC_OR_PART',
    })
    expect(producer.outstanding).toBe(0)
  })

  test('what waited for the partitions has the time of its produce', async () => {
    const topic = await createTopic(bootstrapServers)
    const producer = open({ partitioner: 'round_robin' })
    const before = Date.now()
    const sent = producer.send({ topic, value: 'x' })
    const after = Date.now()
    const { timestamp } = await sent
    expect(timestamp).toBeGreaterThanOrEqual(before)
    expect(timestamp).toBeLessThanOrEqual(after)
  })
})

/** By murmur2 and by crc32. */
function keyThatMoves(from: number, to: number): string {
  for (let index = 0; ; index++) {
    const key = `key-${index}`
    const moves = (name: 'murmur2' | 'consistent') => partition(name, key, to) >= from
    if (moves('murmur2') && moves('consistent')) return key
  }
}
