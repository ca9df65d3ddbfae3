import { describe, expect, test } from 'vitest'
import { DeliveryError, KafkaError, MessageError, Producer, QueueFullError } from '../../src/index.js'
import { FakeProducer } from '../../src/testing.js'
import { lookAfter, rejection, thrown, until } from '../support/producers.js'

const open = (...given: ConstructorParameters<typeof FakeProducer>) => lookAfter(new FakeProducer(...given))
const message = { topic: 'a', value: 'x' }

// The whole contract runs over it in test/engine/fake.test.ts; here is what is its own.
describe('a FakeProducer', () => {
  test('is a Producer, and loads no librdkafka', async () => {
    const producer = open()
    expect(producer).toBeInstanceOf(Producer)
    expect(producer.engine).toBe('fake')
    await producer.send(message)
    const { sharedObjects } = process.report.getReport() as unknown as { sharedObjects: string[] }
    expect(sharedObjects.filter((file) => /rdkafka|kafka-javascript|lingerbus\.node/.test(file))).toEqual([])
  })

  test('records what was accepted, as it was then', async () => {
    const producer = open()
    const bytes = Buffer.from('before')
    const sent = producer.send({
      ...message,
      key: 'k',
      value: bytes,
      headers: { one: '1', two: [null, '2'] },
      timestamp: 5,
    })
    bytes.fill('!')
    expect(producer.messages).toMatchObject([{ outcome: 'outstanding', offset: null, partition: -1 }])
    expect(thrown(() => producer.produce({ topic: 'b', value: 5 } as never))).toBeInstanceOf(MessageError)
    const { partition } = await sent
    expect(producer.messages).toEqual([
      {
        topic: 'a',
        key: 'k',
        value: Buffer.from('before'),
        headers: [
          ['one', '1'],
          ['two', null],
          ['two', '2'],
        ],
        timestamp: 5,
        partition,
        offset: 0,
        outcome: 'delivered',
      },
    ])
    expect(producer.messagesTo('b')).toEqual([])
    producer.forget()
    expect(producer.messages).toEqual([])
    expect((await producer.send({ ...message, partition })).offset).toBe(1)
  })

  test('fails the nth, by topic and by what the caller looks at', async () => {
    const producer = open()
    producer.fail({ code: 'MSG_SIZE_TOO_LARGE', nth: 3, times: 2, topic: 'a' })
    producer.fail({
      code: '_TRANSPORT',
      where: ({ value }) => value === '9',
      possiblyPersisted: true,
    })
    const values = ['1', '2', '3', '4', '5', '9']
    await producer.send({ topic: 'other', value: '0' })
    const outcomes = await producer.sendBatch(values.map((value) => ({ topic: 'a', partition: 0, value })))
    expect(outcomes.map(({ status }) => status)).toEqual([
      'fulfilled',
      'fulfilled',
      'rejected',
      'rejected',
      'fulfilled',
      'rejected',
    ])
    const [, , third, , fifth, last] = outcomes
    expect(third).toMatchObject({ reason: { code: 'MSG_SIZE_TOO_LARGE', status: 'not-persisted' } })
    expect((third as PromiseRejectedResult).reason).toBeInstanceOf(DeliveryError)
    expect(fifth).toMatchObject({ value: { offset: 2 } })
    expect(last).toMatchObject({ reason: { code: '_TRANSPORT', status: 'possibly-persisted' } })
    expect(producer.messages.map(({ outcome }) => outcome)).toEqual([
      'delivered',
      'delivered',
      'delivered',
      'MSG_SIZE_TOO_LARGE',
      'MSG_SIZE_TOO_LARGE',
      'delivered',
      '_TRANSPORT',
    ])
    expect(producer.ledger).toEqual({ accepted: 7, delivered: 4, failed: 3, outstanding: 0 })
  })

  test('a where that throws refuses the message, and nothing is left behind', async () => {
    const producer = open()
    producer.fail({
      code: '_TRANSPORT',
      where: () => {
        throw new Error('from a where')
      },
    })
    expect(thrown(() => producer.produce(message)).message).toBe('from a where')
    expect(producer.ledger.accepted).toBe(0)
    producer.forget()
    expect((await producer.send(message)).status).toBe('persisted')
  })

  test('a full queue is full while the cluster is down, and drains when it comes up', async () => {
    const producer = open({ 'bootstrap.servers': 'x:1', 'queue.buffering.max.messages': 3 }, { down: true })
    for (let count = 0; count < 3; count++) producer.produce(message)
    expect(thrown(() => producer.produce(message))).toBeInstanceOf(QueueFullError)
    const waiting = producer.send(message)
    expect(await producer.flush(10)).toBe(4)
    producer.comeUp()
    expect((await waiting).status).toBe('persisted')
    producer.goDown()
    producer.produce(message)
    expect(await producer.close({ timeoutMs: 5 })).toEqual({
      accepted: 5,
      delivered: 4,
      failed: 1,
      outstanding: 0,
    })
    expect(producer.messages.at(-1)?.outcome).toBe('_PURGE_QUEUE')
  })

  test('has the partitions that it is given, and puts keys where Java does', async () => {
    const producer = open(undefined, { topics: { orders: 12 }, partitions: 3 })
    const { topics } = await producer.metadata('orders')
    expect(topics[0]?.partitions).toHaveLength(12)
    expect((await producer.metadata('other')).topics[0]?.partitions).toHaveLength(3)
    const { partition } = await producer.send({ topic: 'orders', key: 'order-42', value: 'x' })
    expect(partition).toBe(await producer.partitionFor('orders', 'order-42'))
    expect(await rejection(producer.send({ topic: 'orders', partition: 12, value: 'x' }))).toMatchObject({
      code: '_UNKNOWN_PARTITION',
    })
  })

  test('messages without a key go where the seed says', async () => {
    const draw = async (seed: number) => {
      const options = { 'bootstrap.servers': 'x:1', 'sticky.partitioning.linger.ms': 0 }
      const producer = open(options, { seed, partitions: 100 })
      const outcomes = await producer.sendBatch(Array.from({ length: 8 }, () => message))
      return outcomes.map((outcome) => outcome.status === 'fulfilled' && outcome.value.partition)
    }
    const first = await draw(3)
    expect(await draw(3)).toEqual(first)
    expect(await draw(4)).not.toEqual(first)
  })

  test('partitioners of the user decide as ever', async () => {
    const producer = open({ 'bootstrap.servers': 'x:1', partitioner: { hash: () => 6 } })
    expect((await producer.send({ ...message, key: 'k' })).partition).toBe(2)
    const chooser = open({ 'bootstrap.servers': 'x:1', partitioner: { choose: () => 3 } })
    expect((await chooser.send(message)).partition).toBe(3)
    const round = open({ 'bootstrap.servers': 'x:1', partitioner: 'round_robin' })
    const outcomes = await round.sendBatch(Array.from({ length: 4 }, () => message))
    const partitions = outcomes.map((outcome) => outcome.status === 'fulfilled' && outcome.value.partition)
    expect(new Set(partitions).size).toBe(4)
  })

  test('a fatal error ends it as it ends a producer; of two the first counts', async () => {
    const producer = open(undefined, { down: true })
    const told: KafkaError[] = []
    producer.on('fatal', (error) => told.push(error))
    const queued = rejection(producer.send(message))
    producer.failFatally('OUT_OF_ORDER_SEQUENCE_NUMBER')
    producer.failFatally('INVALID_PRODUCER_EPOCH')
    expect(await queued).toMatchObject({ code: '_PURGE_QUEUE' })
    await until('it is told', () => told.length > 0)
    expect(told).toMatchObject([{ code: 'OUT_OF_ORDER_SEQUENCE_NUMBER', fatal: true }])
    expect(thrown(() => producer.produce(message))).toMatchObject({ code: '_FATAL' })
  })

  test('refuses bad input by name', () => {
    const producer = open()
    const bad: [string, () => unknown][] = [
      ['partitions', () => new FakeProducer(undefined, { partitions: 0 })],
      ['latencyMs', () => new FakeProducer(undefined, { latencyMs: -1 })],
      ['down', () => new FakeProducer(undefined, { down: 'yes' as never })],
      ['topics', () => new FakeProducer(undefined, { topics: null as never })],
      ['latency', () => new FakeProducer(undefined, { latency: 1 } as never)],
      ['NOT_LEADER', () => producer.fail({ code: 'NO_SUCH' })],
      ['code', () => producer.fail({} as never)],
      ['code', () => producer.fail({ code: 'NO_ERROR' })],
      ['nth', () => producer.fail({ code: '_TRANSPORT', nth: 0 })],
      ['where', () => producer.fail({ code: '_TRANSPORT', where: 5 as never })],
      ['possiblyPersisted', () => producer.fail({ code: '_TRANSPORT', possiblyPersisted: 1 as never })],
      ['code', () => producer.failFatally('NO_ERROR')],
    ]
    for (const [word, call] of bad) {
      const error = thrown(call)
      expect(error, word).toBeInstanceOf(KafkaError)
      expect(error).toMatchObject({ code: '_INVALID_ARG' })
      expect(error.message).toContain(word)
    }
  })
})
