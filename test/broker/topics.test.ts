import { once } from 'node:events'
import { describe, expect, inject, test } from 'vitest'
import {
  type KafkaError,
  type Message,
  MessageError,
  type OnDelivery,
  type ProducerOptions,
} from '../../src/index.js'
import { createTopic, describeTopic, limitProducer, readLog, topicName } from '../support/kafka.js'
import { openProducer, rejection, thrown } from '../support/producers.js'

const bootstrapServers = inject('bootstrapServers')
const open = (options: ProducerOptions = {}) =>
  openProducer({ 'bootstrap.servers': bootstrapServers, ...options })

/** The values in the log, in order, of a topic with one partition. */
async function valuesOf(topic: string): Promise<string[]> {
  return (await readLog(bootstrapServers, topic)).records.map(({ value }) => String(value))
}

describe('a topic that does not exist', () => {
  test('with auto-creation off: refused by report first, then at the call, and not created', async () => {
    const topic = topicName('absent')
    const producer = open({ 'allow.auto.create.topics': false, 'topic.metadata.propagation.max.ms': 200 })
    let refusal: KafkaError | undefined
    // librdkafka forgets after a while that the topic is unknown, and then takes a message and asks again.
    for (let attempt = 0; attempt < 10 && refusal === undefined; attempt++) {
      try {
        const [error, report] = await new Promise<Parameters<OnDelivery>>((resolve) => {
          producer.produce({ topic, value: 'x' }, (...outcome) => resolve(outcome))
        })
        expect(error).toMatchObject({ code: 'UNKNOWN_TOPIC_OR_PART', status: 'not-persisted' })
        expect(error?.message).toContain(topic)
        expect(report).toMatchObject({ topic, partition: -1, offset: null })
      } catch (error) {
        if (!MessageError.is(error)) throw error
        expect(attempt).toBeGreaterThan(0)
        refusal = error
      }
    }
    expect(refusal).toMatchObject({ code: '_UNKNOWN_TOPIC' })
    expect(refusal?.message).toContain(topic)
    const { accepted, ...rest } = await producer.close()
    expect(rest).toEqual({ delivered: 0, failed: accepted, outstanding: 0 })
    const error = await rejection(describeTopic(bootstrapServers, topic))
    expect(error.message).toContain('UnknownTopicOrPartitionException')
  })

  test('with auto-creation on: the first message creates it, and none is lost', async () => {
    const topic = topicName('created')
    const producer = open()
    const reports = await Promise.all(
      ['a', 'b', 'c'].map((value) => producer.send({ topic, key: 'k', value })),
    )
    expect(reports.map(({ offset }) => offset)).toEqual([0, 1, 2])
    const { records, endOffsets } = await readLog(bootstrapServers, topic)
    expect(records.map(({ value }) => String(value))).toEqual(['a', 'b', 'c'])
    expect(endOffsets).toHaveLength(4) // as the broker's num.partitions says
  })
})

describe('messages that the broker refuses', () => {
  test('larger than the topic allows: told by report, and the producer goes on', async () => {
    const topic = await createTopic(bootstrapServers, { config: { 'max.message.bytes': '2000' } })
    const producer = open()
    expect(await producer.send({ topic, value: 'before' })).toMatchObject({ offset: 0 })
    const error = await rejection(producer.send({ topic, value: 'x'.repeat(5000) }))
    expect(error).toMatchObject({
      name: 'DeliveryError',
      code: 'MSG_SIZE_TOO_LARGE',
      status: 'not-persisted',
    })
    expect(await producer.send({ topic, value: 'after' })).toMatchObject({ offset: 1 })
    expect(producer.ledger).toEqual({ accepted: 3, delivered: 2, failed: 1, outstanding: 0 })
    expect(await valuesOf(topic)).toEqual(['before', 'after'])
  })

  // Which record of the batch was the bad one is told only where there are several: librdkafka gives every
  // message the broker's code for the whole batch when the broker names a single record.
  test.each([
    {
      bad: [2],
      codes: ['INVALID_RECORD', 'INVALID_RECORD', 'INVALID_RECORD', 'INVALID_RECORD', 'INVALID_RECORD'],
    },
    {
      bad: [1, 3],
      codes: [
        '_INVALID_DIFFERENT_RECORD',
        'INVALID_RECORD',
        '_INVALID_DIFFERENT_RECORD',
        'INVALID_RECORD',
        '_INVALID_DIFFERENT_RECORD',
      ],
    },
  ])(
    '$bad.length without a key among good ones, on a compacted topic: none is written',
    async ({ bad, codes }) => {
      const topic = await createTopic(bootstrapServers, { config: { 'cleanup.policy': 'compact' } })
      const producer = open({ 'linger.ms': 250 }) // all five in one batch
      await producer.metadata(topic)
      const messages = codes.map((_, index) => ({
        topic,
        partition: 0,
        key: bad.includes(index) ? null : `key-${index}`,
        value: String(index),
      }))
      expect(messages.filter(({ key }) => key === null)).toHaveLength(bad.length)
      const outcomes = await producer.sendBatch(messages)
      expect(outcomes.map((each) => (each.status === 'rejected' ? each.reason.code : 'delivered'))).toEqual(
        codes,
      )
      expect(await producer.send({ topic, partition: 0, key: 'good', value: 'after' })).toMatchObject({
        offset: 0,
      })
      expect(await valuesOf(topic)).toEqual(['after'])
    },
  )

  test('a partition beyond the count: by report before the count is known, then at the call', async () => {
    const topic = await createTopic(bootstrapServers, { partitions: 2 })
    const producer = open()
    const error = await rejection(producer.send({ topic, partition: 2, value: 'x' }))
    expect(error).toMatchObject({
      name: 'DeliveryError',
      code: '_UNKNOWN_PARTITION',
      status: 'not-persisted',
    })
    const refusal = thrown(() => producer.produce({ topic, partition: 2, value: 'x' }))
    expect(refusal).toMatchObject({ name: 'MessageError', code: '_UNKNOWN_PARTITION' })
    expect(await producer.send({ topic, partition: 1, value: 'x' })).toMatchObject({
      partition: 1,
      offset: 0,
    })
    expect((await readLog(bootstrapServers, topic)).endOffsets).toEqual([0, 1])
  })
})

test('what the producer refuses is not written', async () => {
  // The official package threw for a null header value and sent the message all the same: an application that
  // caught the error and sent the message again, repaired, had it twice.
  const topic = await createTopic(bootstrapServers)
  const producer = open({ 'message.max.bytes': 2000 })
  const refused: [Message, code: string][] = [
    [{ topic, value: 'x', partition: '0' as never }, '_INVALID_ARG'],
    [{ topic, value: 'x', key: 5 as never }, '_INVALID_ARG'],
    [{ topic, value: undefined as never }, '_INVALID_ARG'],
    [{ topic, value: 'x', timestamp: Number.NaN }, '_INVALID_ARG'],
    [{ topic, value: 'x', headers: [['name', {} as never]] }, '_INVALID_ARG'],
    [{ topic, value: 'x'.repeat(3000) }, 'MSG_SIZE_TOO_LARGE'],
    [{ topic, value: 'x', partition: 1 }, '_UNKNOWN_PARTITION'],
  ]
  if (!producer.features.nullHeaders) {
    refused.push([{ topic, value: 'x', headers: [['name', null]] }, '_NOT_IMPLEMENTED'])
  }
  expect(await producer.send({ topic, value: 'first' })).toMatchObject({ offset: 0 })
  for (const [message, code] of refused) {
    expect(thrown(() => producer.produce(message))).toMatchObject({ code })
    expect(await rejection(producer.send(message))).toMatchObject({ code })
  }
  expect(await producer.send({ topic, value: 'second' })).toMatchObject({ offset: 1 })
  expect(producer.ledger).toEqual({ accepted: 2, delivered: 2, failed: 0, outstanding: 0 })
  expect(await valuesOf(topic)).toEqual(['first', 'second'])
})

test("metadata shows what Kafka's own admin client shows", async () => {
  const topic = await createTopic(bootstrapServers, { partitions: 3 })
  const producer = open()
  const { brokers, partitions } = await describeTopic(bootstrapServers, topic)
  expect(partitions).toHaveLength(3)
  expect(await producer.metadata(topic)).toEqual({ brokers, topics: [{ name: topic, partitions }] })
  const all = await producer.metadata()
  expect(all.brokers).toEqual(brokers)
  expect(all.topics).toContainEqual({ name: topic, partitions })
})

test("a quota: 'throttle' tells who slows us down and by how much", async () => {
  const clientId = topicName('slow')
  const topic = await createTopic(bootstrapServers)
  await limitProducer(bootstrapServers, clientId, 2000)
  const producer = open({ 'client.id': clientId })
  const throttled = once(producer, 'throttle', { signal: AbortSignal.timeout(10_000) })
  // Brokers look at the mean of ten seconds: 2,200 bytes each of them, a tenth too much, one second's pause.
  await producer.send({ topic, value: Buffer.alloc(22_000) })
  const [{ broker, brokerId, throttleMs }] = await throttled
  const [node] = (await describeTopic(bootstrapServers, topic)).brokers
  expect(broker).toContain(`${node!.host}:${node!.port}`)
  expect(brokerId).toBe(node!.id)
  expect(throttleMs).toBeGreaterThan(0)
  expect(throttleMs).toBeLessThan(20_000)
})
