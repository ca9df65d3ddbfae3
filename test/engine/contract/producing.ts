import { expect } from 'vitest'
import { type DeliveryReport, MessageError, type ProducerOptions } from '../../../src/index.js'
import { MOCK, NOBODY, rejection, thrown } from '../../support/producers.js'
import type { Contract } from './contract.js'

export function producing(contract: Contract): void {
  const open = (options: ProducerOptions) => contract.open(options)

  contract.chapter('produce', () => {
    contract.statement([12], 'never blocks and waits for no broker', () => {
      const producer = open(NOBODY)
      for (let count = 0; count < 1000; count++) producer.produce({ topic: 'a', value: 'x' })
      // All within one turn of the event loop, in which no broker can have been asked.
      expect(producer.ledger).toEqual({ accepted: 1000, delivered: 0, failed: 0, outstanding: 1000 })
    })

    contract.statement([13], 'needs a topic and a value; null is a tombstone', async () => {
      const producer = open(MOCK)
      expect(thrown(() => producer.produce({ topic: 'a' } as never)).message).toContain('tombstone')
      await producer.send({ topic: 'a', value: null })
      const [record] = await contract.read(producer, 'a')
      expect(record).toMatchObject({ key: null, value: null })
    })

    contract.statement(
      [14],
      'has not taken what it throws for: no report, nothing in the ledger',
      async () => {
        const producer = open(MOCK)
        const reports: unknown[] = []
        const onDelivery = (...report: unknown[]) => reports.push(report)
        for (const bad of [
          { topic: '', value: 'x' },
          { topic: 'a', value: 5 },
          { topic: 'a', value: 'x', partition: -2 },
        ]) {
          expect(thrown(() => producer.produce(bad as never, onDelivery))).toBeInstanceOf(MessageError)
        }
        expect(producer.ledger.accepted).toBe(0)
        await producer.send({ topic: 'a', value: 'x' })
        expect(await producer.flush()).toBe(0)
        expect(reports).toEqual([])
      },
    )

    contract.statement(
      [15],
      'refuses what is larger than message.max.bytes with its framing, naming both sizes',
      async () => {
        const producer = open({ ...MOCK, 'message.max.bytes': 100_000 })
        const sizes = (value: string | null, key?: string) => producer.produce({ topic: 'a', value, key })
        const beforeConnect = thrown(() => sizes('x'.repeat(100_000)))
        expect(beforeConnect).toMatchObject({ code: 'MSG_SIZE_TOO_LARGE' })
        expect(beforeConnect.message).toMatch(/100000 bytes.*message\.max\.bytes \(100000\)/)
        sizes('x'.repeat(99_900))
        expect(await producer.flush()).toBe(0)
        // The client exists by now: the same answers come from librdkafka itself.
        expect(thrown(() => sizes('x'.repeat(100_000)))).toMatchObject({ code: 'MSG_SIZE_TOO_LARGE' })
        sizes('x'.repeat(100_000 - 36))
        expect(thrown(() => sizes('x'.repeat(100_000 - 35)))).toMatchObject({ code: 'MSG_SIZE_TOO_LARGE' })
        sizes(null, 'k'.repeat(99_000))
        expect(thrown(() => sizes('x'.repeat(99_900), 'k'.repeat(100)))).toMatchObject({
          code: 'MSG_SIZE_TOO_LARGE',
        })
        expect(await producer.flush()).toBe(0)
        expect(producer.ledger).toMatchObject({ accepted: 3, delivered: 3 })
      },
    )

    contract.statement([16, 17], 'refuses at the call a topic name that Kafka will refuse', () => {
      const producer = open(NOBODY)
      for (const topic of [undefined, 7, '', 'a b', 'a/b', 'ä', '.', '..', 'x'.repeat(250)]) {
        const error = thrown(() => producer.produce({ topic, value: 'x' } as never))
        expect(error, String(topic)).toMatchObject({ code: '_INVALID_ARG' })
        expect(error.message).toContain('topic')
      }
      expect(producer.produce({ topic: 'x'.repeat(249), value: 'x' })).toBe(true)
      expect(producer.produce({ topic: 'A-z_0.9', value: 'x' })).toBe(true)
    })

    contract.statement(
      [22],
      'copies the bytes: changing a buffer afterwards changes no message',
      async () => {
        // Three ways in: before the client exists, straight, and through the wait for room.
        const producer = open({ ...MOCK, 'queue.buffering.max.messages': 1, 'linger.ms': 0 })
        const buffer = Buffer.from('before')
        const header = Buffer.from('before')
        const message = { topic: 'a', partition: 0, value: buffer, key: buffer, headers: { h: header } }
        const early = producer.send(message)
        buffer.fill('!')
        header.fill('!')
        await early
        buffer.write('second')
        const straight = producer.send(message)
        buffer.write('third!')
        const waiting = producer.send(message)
        buffer.fill('?')
        await Promise.all([straight, waiting])
        const records = await contract.read(producer, 'a')
        expect(records.map(({ value }) => String(value))).toEqual(['before', 'second', 'third!'])
        expect(records.map(({ key }) => String(key))).toEqual(['before', 'second', 'third!'])
        expect(String(records[0]?.headers[0]?.h)).toBe('before')
      },
    )

    contract.statement([23], "reports of one partition come in produce's order", async () => {
      const producer = open({ ...MOCK, 'enable.idempotence': true })
      const order: number[] = []
      for (let index = 0; index < 5000; index++) {
        producer.produce({ topic: 'a', partition: 1, value: String(index) }, () => order.push(index))
      }
      expect(await producer.flush()).toBe(0)
      expect(order).toEqual(Array.from({ length: 5000 }, (_, index) => index))
    })
  })

  contract.chapter('sendBatch', () => {
    contract.statement(
      [24],
      'waits for room instead of failing the rest, and gives one outcome a message, in order',
      async () => {
        const producer = open({ ...MOCK, 'queue.buffering.max.messages': 10 })
        const outcomes = await producer.sendBatch(
          Array.from({ length: 100 }, (_, index) => ({
            topic: 'a',
            partition: index % 4,
            value: String(index),
          })),
        )
        expect(outcomes).toHaveLength(100)
        outcomes.forEach((outcome, index) => {
          expect(outcome).toMatchObject({ status: 'fulfilled', value: { partition: index % 4 } })
        })
      },
    )

    contract.statement(
      [25],
      'gives [] for [], and refuses the whole for one bad message, naming its index',
      async () => {
        const producer = open(MOCK)
        expect(await producer.sendBatch([])).toEqual([])
        expect((await rejection(producer.sendBatch('x' as never))).message).toContain('array')
        const good = { topic: 'a', value: 'x' }
        const error = await rejection(producer.sendBatch([good, good, { topic: 'a', value: 5 } as never]))
        expect(error).toBeInstanceOf(MessageError)
        expect(error.message).toMatch(/^messages\[2\]: value/)
        expect(producer.ledger.accepted).toBe(0)
      },
    )

    contract.statement([26], "counts a message's own partition", async () => {
      const producer = open(MOCK)
      const outcomes = await producer.sendBatch(
        [3, 1, 2].map((partition) => ({ topic: 'a', value: 'x', partition })),
      )
      const partitions = outcomes.map((outcome) => outcome.status === 'fulfilled' && outcome.value.partition)
      expect(partitions).toEqual([3, 1, 2])
    })
  })

  contract.chapter('partitions', () => {
    contract.statement(
      [27],
      'without a partition the partitioner decides, an explicit one bypasses it, −1 is refused',
      async () => {
        const producer = open(MOCK)
        const { partition } = await producer.send({ topic: 'a', key: 'k', value: 'x' })
        const other = (partition + 1) % 4
        expect((await producer.send({ topic: 'a', key: 'k', value: 'x', partition: other })).partition).toBe(
          other,
        )
        expect(thrown(() => producer.produce({ topic: 'a', value: 'x', partition: -1 })).message).toContain(
          'leave it out',
        )
      },
    )

    contract.statement(
      [28],
      'a partition that does not exist is refused once that is known, and reported before',
      async () => {
        // The round trip, or the answer about the topic may be there before the message.
        const producer = open({ ...MOCK, 'test.mock.broker.rtt': 200 })
        const early = await rejection(producer.send({ topic: 'a', value: 'x', partition: 9 }))
        expect(early).toMatchObject({
          code: '_UNKNOWN_PARTITION',
          report: { topic: 'a', status: 'not-persisted' },
        })
        const late = thrown(() => producer.produce({ topic: 'a', value: 'x', partition: 9 }))
        expect(late).toBeInstanceOf(MessageError)
        expect(late.message).toBe("topic 'a' has no partition 9")
        expect(producer.ledger).toEqual({ accepted: 1, delivered: 0, failed: 1, outstanding: 0 })
      },
    )

    contract.statement([29], 'without a broker messages to any partition time out alike', async () => {
      const producer = open({ ...NOBODY, 'message.timeout.ms': 100 })
      const errors = await Promise.all([
        rejection(producer.send({ topic: 'a', value: 'x' })),
        rejection(producer.send({ topic: 'a', value: 'x', partition: 5 })),
      ])
      expect(errors.map((error) => (error as unknown as { code: string }).code)).toEqual([
        '_MSG_TIMED_OUT',
        '_MSG_TIMED_OUT',
      ])
    })

    contract.statement([32], 'puts a key where Java puts it, unless told otherwise', async () => {
      const producer = open(MOCK)
      // Utils.toPositive(Utils.murmur2(key)) % 4, printed by kafka-clients 4.1.0.
      const expected = { 여의나루역: 0, 서울숲: 1, c: 2, d: 1, 'order-1': 2, 'order-2': 3, 'order-42': 0 }
      const found: Record<string, number> = {}
      for (const key of Object.keys(expected)) {
        found[key] = (await producer.send({ topic: 'a', key, value: 'x' })).partition
      }
      expect(found).toEqual(expected)
    })

    contract.statement(
      [33],
      'keyless messages stay on one partition for sticky.partitioning.linger.ms',
      async () => {
        const producer = open({ ...MOCK, 'sticky.partitioning.linger.ms': 60_000 })
        await producer.send({ topic: 'a', value: 'x', partition: 0 })
        const reports: DeliveryReport[] = []
        for (let count = 0; count < 200; count++)
          reports.push(await producer.send({ topic: 'a', value: 'x' }))
        expect(new Set(reports.map(({ partition }) => partition)).size).toBe(1)
      },
    )
  })
}
