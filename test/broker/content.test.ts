import { describe, expect, inject, test } from 'vitest'
import type { DeliveryReport, Message, ProducerOptions } from '../../src/index.js'
import { createTopic, type Log, type LogRecord, readBatches, readLog } from '../support/kafka.js'
import { openProducer } from '../support/producers.js'

const bootstrapServers = inject('bootstrapServers')
const open = (options: ProducerOptions = {}) =>
  openProducer({ 'bootstrap.servers': bootstrapServers, ...options })

/** What stands at the place that a report names. */
function recordOf(log: Log, { partition, offset }: DeliveryReport): LogRecord | undefined {
  return log.records.find((record) => record.partition === partition && record.offset === offset)
}

/** One message through a producer of its own and back from the log. */
async function roundTrip(message: Omit<Message, 'topic'>, config: Record<string, string> = {}) {
  const topic = await createTopic(bootstrapServers, { config })
  const producer = open()
  const sentAt = Date.now()
  const report = await producer.send({ topic, ...message })
  const reportedAt = Date.now()
  const log = await readLog(bootstrapServers, topic)
  expect(log.records).toHaveLength(1)
  return { report, record: recordOf(log, report)!, features: producer.features, sentAt, reportedAt }
}

describe('key and value', () => {
  const contents = [null, '', '따릉이'] as const

  test('null, empty and text arrive as they were sent, in all nine combinations', async () => {
    const topic = await createTopic(bootstrapServers)
    const producer = open()
    const pairs = contents.flatMap((key) => contents.map((value) => ({ key, value })))
    const reports = await Promise.all(pairs.map((pair) => producer.send({ topic, ...pair })))
    const log = await readLog(bootstrapServers, topic)
    const bytes = (content: string | null) => (content === null ? null : Buffer.from(content))
    expect(
      reports.map((report) => recordOf(log, report)).map((record) => [record?.key, record?.value]),
    ).toEqual(pairs.map(({ key, value }) => [bytes(key), bytes(value)]))
    expect(log.endOffsets).toEqual([9])
  })

  test('no key at all is a null key', async () => {
    const { record } = await roundTrip({ value: 'x' })
    expect([record.key, record.value, record.headers]).toEqual([null, Buffer.from('x'), []])
  })

  test('bytes pass unchanged, NULs and empty arrays among them', async () => {
    const bytes = Uint8Array.from({ length: 256 }, (_, index) => index)
    const some = await roundTrip({ key: bytes, value: bytes })
    expect([some.record.key, some.record.value]).toEqual([Buffer.from(bytes), Buffer.from(bytes)])
    // Not by toMatchObject, which takes null for an empty array.
    const none = await roundTrip({ key: new Uint8Array(0), value: Buffer.alloc(0) })
    expect([none.record.key, none.record.value]).toEqual([Buffer.alloc(0), Buffer.alloc(0)])
  })
})

describe('headers', () => {
  test('keep their order, repeated names, empty and binary values, and names that are not English', async () => {
    const { record } = await roundTrip({
      value: 'x',
      headers: [
        ['z', '1'],
        ['a', ''],
        ['z', Buffer.from([0, 255, 0])],
        ['정류장', '여의나루역'],
        ['z', '1'],
        ['', new Uint8Array(0)],
      ],
    })
    expect(record.headers).toEqual([
      ['z', Buffer.from('1')],
      ['a', Buffer.alloc(0)],
      ['z', Buffer.from([0, 255, 0])],
      ['정류장', Buffer.from('여의나루역')],
      ['z', Buffer.from('1')],
      ['', Buffer.alloc(0)],
    ])
  })

  test('a record gives one header a name, or several for an array', async () => {
    const { record } = await roundTrip({ value: 'x', headers: { one: 'é', two: ['1', '2'] } })
    expect(record.headers).toEqual([
      ['one', Buffer.from('é')],
      ['two', Buffer.from('1')],
      ['two', Buffer.from('2')],
    ])
  })
})

describe('timestamps', () => {
  const longAgo = 1_234_567_890_123
  const neverDelete = { 'retention.ms': '-1' } // what is old by its timestamp would go at the next round

  test.each([
    ['a number', longAgo],
    ['a Date', new Date(longAgo)],
  ])('%s is the time in the log and in the report', async (_, timestamp) => {
    const { report, record, features } = await roundTrip({ value: 'x', timestamp }, neverDelete)
    expect(record).toMatchObject({ timestamp: longAgo, timestampType: 'CreateTime' })
    expect(report.timestamp).toBe(longAgo)
    expect(report.timestampType).toBe(features.timestampType ? 'create' : null)
  })

  test('without one it is the time of produce', async () => {
    const { report, record, sentAt, reportedAt } = await roundTrip({ value: 'x' })
    expect(record.timestampType).toBe('CreateTime')
    expect(record.timestamp).toBeGreaterThanOrEqual(sentAt)
    expect(record.timestamp).toBeLessThanOrEqual(reportedAt)
    expect(report.timestamp).toBe(record.timestamp)
  })

  test("on a LogAppendTime topic it is the broker's time, and the report tells that one", async () => {
    const config = { 'message.timestamp.type': 'LogAppendTime' }
    const trip = await roundTrip({ value: 'x', timestamp: longAgo }, config)
    expect(trip.record.timestampType).toBe('LogAppendTime')
    expect(trip.record.timestamp).toBeGreaterThanOrEqual(trip.sentAt)
    expect(trip.record.timestamp).toBeLessThanOrEqual(trip.reportedAt)
    expect(trip.report.timestamp).toBe(trip.record.timestamp)
    expect(trip.report.timestampType).toBe(trip.features.timestampType ? 'append' : null)
  })
})

test('each of 2,000 messages in four partitions lies at the offset that its report tells', async () => {
  const topic = await createTopic(bootstrapServers, { partitions: 4 })
  const producer = open()
  const values = Array.from({ length: 2000 }, (_, index) => `value-${index}`)
  const reports = await Promise.all(
    values.map((value, index) => producer.send({ topic, key: `k${index % 50}`, value })),
  )
  const log = await readLog(bootstrapServers, topic)
  const byPlace = new Map(log.records.map((each) => [`${each.partition}/${each.offset}`, String(each.value)]))
  expect(reports.map(({ partition, offset }) => byPlace.get(`${partition}/${offset}`))).toEqual(values)
  expect(log.endOffsets.filter((end) => end > 0)).toHaveLength(4)
  expect(log.records).toHaveLength(values.length)
})

test.each(['none', 'gzip', 'snappy', 'lz4', 'zstd'] as const)(
  'codec %s: the broker stores it so, and the values come back',
  async (codec) => {
    const topic = await createTopic(bootstrapServers)
    const producer = open({ 'compression.type': codec })
    // librdkafka sends a batch as it is where compressing would not make it smaller.
    const values = Array.from({ length: 200 }, (_, index) => `${index}: ${'여의나루역 '.repeat(20)}`)
    await Promise.all(values.map((value) => producer.send({ topic, value })))
    const { records } = await readLog(bootstrapServers, topic)
    expect(records.map(({ value }) => String(value))).toEqual(values)
    const batches = await readBatches(bootstrapServers, topic)
    expect(batches.reduce((sum, { count }) => sum + count, 0)).toBe(values.length)
    expect(new Set(batches.map((batch) => batch.codec))).toEqual(new Set([codec]))
  },
)

test.each([
  // Only with acks=all can our default, idempotence, stand: the batches in the log tell which it was.
  [0, false],
  [1, false],
  ['all', true],
] as const)(
  'acks %s: every message is written, and the report tells what it can',
  async (acks, idempotent) => {
    const topic = await createTopic(bootstrapServers)
    const producer = open({ acks })
    const values = ['a', 'b', 'c', 'd', 'e']
    const reports = await Promise.all(values.map((value) => producer.send({ topic, value })))
    expect(producer.ledger).toEqual({ accepted: 5, delivered: 5, failed: 0, outstanding: 0 })
    if (acks === 0) {
      expect(reports.map(({ offset, status }) => [offset, status])).toEqual(
        values.map(() => [null, 'possibly-persisted']),
      )
      // Nobody says when the broker has them.
      await expect
        .poll(() => readLog(bootstrapServers, topic), { timeout: 10_000 })
        .toMatchObject({ endOffsets: [5] })
    } else {
      expect(reports.map(({ offset, status }) => [offset, status])).toEqual(
        values.map((_, index) => [index, 'persisted']),
      )
    }
    const { records } = await readLog(bootstrapServers, topic)
    expect(records.map(({ value }) => String(value))).toEqual(values)
    const batches = await readBatches(bootstrapServers, topic)
    expect(batches.map((batch) => batch.idempotent)).toEqual(batches.map(() => idempotent))
    expect(batches).not.toEqual([])
  },
)
