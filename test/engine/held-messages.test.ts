import { describe, expect, test } from 'vitest'
import {
  type DeliveryReport,
  MessageError,
  type PartitionerOption,
  type Producer,
  type ProducerOptions,
  QueueFullError,
} from '../../src/index.js'
import { MOCK, NOBODY, openProducer, rejection, thrown } from '../support/producers.js'

describe.for(['binding', 'native'] as const)(
  'what waits for the partitions to be known, engine %s',
  (engine) => {
    describe('while no broker answers', () => {
      const openAlone = (options: ProducerOptions = {}) =>
        openProducer({ ...NOBODY, engine, partitioner: 'round_robin', ...options })
      const message = { topic: 't', value: 'x' }

      test('what is held counts against the queue, and close accounts for it', async () => {
        const producer = openAlone({ 'queue.buffering.max.messages': 3 })
        const outcomes = Array.from({ length: 3 }, () => rejection(producer.send(message)))
        expect(thrown(() => producer.produce(message))).toBeInstanceOf(QueueFullError)
        expect(thrown(() => producer.produce({ topic: 't', value: Buffer.alloc(1_000_001) }))).toBeInstanceOf(
          MessageError,
        )
        expect(producer.ledger).toEqual({ accepted: 3, delivered: 0, failed: 0, outstanding: 3 })
        expect(await producer.close({ timeoutMs: 0 })).toMatchObject({
          accepted: 3,
          failed: 3,
          outstanding: 0,
        })
        for (const error of await Promise.all(outcomes)) {
          expect(error).toMatchObject({
            code: '_PURGE_QUEUE',
            report: { partition: -1, status: 'not-persisted' },
          })
        }
      })

      test('it fails when its time is over, also where nobody serves the event loop', async () => {
        const producer = openAlone({ 'delivery.timeout.ms': 300, 'linger.ms': 1 })
        const error = await rejection(producer.send(message))
        expect(error).toMatchObject({ code: '_MSG_TIMED_OUT', report: { status: 'not-persisted' } })
        expect((error as unknown as { report: DeliveryReport }).report.latencyMs).toBeGreaterThanOrEqual(299)
        if (!producer.features.sync) return
        producer.produce(message)
        expect(producer.flushSync(10_000)).toBe(0)
        expect(producer.ledger).toEqual({ accepted: 2, delivered: 0, failed: 2, outstanding: 0 })
      })
    })

    test('held messages have bytes of their own', async () => {
      const producer = openProducer({
        ...MOCK,
        engine,
        partitioner: { choose: ({ value }) => (value as Buffer)[0]! },
      })
      const value = Buffer.from([2])
      const sent = producer.send({ topic: 't', value })
      value[0] = 3
      expect(await sent).toMatchObject({ partition: 2 })
      expect(await producer.close()).toEqual({ accepted: 1, delivered: 1, failed: 0, outstanding: 0 })
    })
  },
)

describe('what only the engine native can', () => {
  const open = (options: ProducerOptions) => openProducer({ ...options, engine: 'native' })

  test('flushSync sends what is held, although the event loop stands still', () => {
    const producer = open({ ...MOCK, partitioner: 'round_robin' })
    for (let index = 0; index < 8; index++) producer.produce({ topic: 't', value: 'x' })
    expect(producer.flushSync(10_000)).toBe(0)
    expect(producer.ledger).toEqual({ accepted: 8, delivered: 8, failed: 0, outstanding: 0 })
  })

  test('flushSync inside a plug-in is refused: it would wait for the message that the plug-in is asked for', async () => {
    const outcomes: Error[] = []
    let producer: Producer
    const waiting: PartitionerOption[] = [
      { choose: () => producer.flushSync(-1) },
      { hash: () => producer.pollSync(-1) },
    ]
    for (const partitioner of waiting) {
      producer = open({ ...MOCK, partitioner })
      await producer.metadata('t')
      await producer.send({ topic: 't', partition: 0, value: 'so that the partitions are known' })
      outcomes.push(await rejection(producer.send({ topic: 't', key: 'k', value: 'x' })))
    }
    expect(outcomes.map(({ message }) => message)).toEqual([
      expect.stringContaining('could never end well'),
      expect.stringContaining('could never end well'),
    ])
  })

  test('purge gives up what is held', async () => {
    const producer = open({ ...NOBODY, partitioner: 'uniform_sticky' })
    const outcome = rejection(producer.send({ topic: 't', value: 'x' }))
    await producer.purge({ inFlight: false })
    expect(await outcome).toMatchObject({ code: '_PURGE_QUEUE' })
  })
})
