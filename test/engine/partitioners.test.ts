import { describe, expect, test } from 'vitest'
import {
  type Choice,
  type DeliveryReport,
  type Message,
  MessageError,
  type Producer,
  type ProducerOptions,
  QueueFullError,
} from '../../src/index.js'
import { crc32, fnv1a, murmur2, partition } from '../../src/partitioners.js'
import { MOCK, openProducer, rejection, thrown } from '../support/producers.js'

/** The embedded cluster gives every topic four partitions. */
const COUNT = 4
const KEYS = ['order-42', '', '여의나루역', Buffer.from([0xff, 0x00, 0x80]), new Uint8Array(100).fill(7)]
const keys = Array.from({ length: 60 }, (_, index) => KEYS[index] ?? `key-${index}`)

const partitionsOf = (reports: readonly DeliveryReport[]) => reports.map((report) => report.partition)
const sendAll = (producer: Producer, messages: readonly Message[]) =>
  Promise.all(messages.map((message) => producer.send(message)))

describe.for(['binding', 'native'] as const)('partitioners, engine %s', (engine) => {
  const open = (options: ProducerOptions) => {
    const producer = openProducer({ ...MOCK, ...options, engine })
    expect(producer.engine).toBe(engine)
    return producer
  }

  describe('{ hash }', () => {
    test('decides for every key, before the partitions are known and after', async () => {
      const producer = open({ partitioner: { hash: fnv1a } })
      const messages = keys.map((key) => ({ topic: 't', key, value: 'x' }))
      const expected = keys.map((key) => fnv1a(key) % COUNT)
      expect(new Set(expected).size).toBe(COUNT)
      expect(partitionsOf(await sendAll(producer, messages))).toEqual(expected)
      const full = messages.map((each) => ({ ...each, timestamp: 1_700_000_000_000, headers: { a: 'b' } }))
      expect(partitionsOf(await sendAll(producer, full))).toEqual(expected)
      for (const [at, key] of keys.slice(0, 10).entries()) {
        expect(await producer.partitionFor('t', key)).toBe(expected[at])
      }
    })

    test('is given the bytes that are sent, and the whole range of 32 bits', async () => {
      const seen: Uint8Array[] = []
      const hashes = [0xffffffff, 0x80000000, 2 ** 31 + 1, 0]
      const hash = (key: Uint8Array) => {
        seen.push(Uint8Array.from(key))
        return hashes[seen.length - 1]!
      }
      const producer = open({ partitioner: { hash } })
      const reports = await sendAll(
        producer,
        ['여의', 'a\ud800', '', Buffer.from('x')].map((key) => ({ topic: 't', key, value: 'x' })),
      )
      expect(partitionsOf(reports)).toEqual([3, 0, 1, 0])
      expect(seen.map((bytes) => Buffer.from(bytes).toString('hex'))).toEqual([
        'ec97acec9d98',
        '61efbfbd',
        '',
        '78',
      ])
    })

    test('never sees a null key: those are sticky', async () => {
      const producer = open({
        partitioner: {
          hash: () => {
            throw new Error('asked for a null key')
          },
        },
        'linger.ms': 100,
      })
      await producer.send({ topic: 't', partition: 0, value: 'so that the partitions are known' })
      const reports = await sendAll(
        producer,
        Array.from({ length: 40 }, () => ({ topic: 't', value: 'x' })),
      )
      expect(new Set(partitionsOf(reports)).size).toBeLessThanOrEqual(2)
      expect(await producer.partitionFor('t', null)).toBe(-1)
    })
  })

  describe('{ choose }', () => {
    test('is told the message and its topic, and decides', async () => {
      const seen: Choice[] = []
      const choose = (choice: Choice) => {
        seen.push(choice)
        return choice.partitionCount - 1
      }
      const producer = open({ partitioner: { choose } })
      const report = await producer.send({
        topic: 't',
        key: 'k',
        value: null,
        headers: [
          ['a', 'b'],
          ['a', new Uint8Array([99])],
        ],
      })
      expect(report.partition).toBe(COUNT - 1)
      await producer.send({ topic: 't', value: 'without a key' })
      expect(seen).toHaveLength(2)
      const { isAvailable, ...rest } = seen[0]!
      expect(rest).toEqual({
        topic: 't',
        key: 'k',
        value: null,
        headers: [
          ['a', 'b'],
          ['a', new Uint8Array([99])],
        ],
        partitionCount: COUNT,
      })
      expect([isAvailable(3), isAvailable(4)]).toEqual([true, false])
      expect(seen[1]).toMatchObject({ key: null, headers: [] })
      expect(await producer.partitionFor('t', 'k')).toBe(-1)
    })

    test('what waits for the partitions is not reordered, whoever chooses for the rest', async () => {
      const producer = open({ partitioner: { choose: ({ value }) => Number(value) % COUNT } })
      const messages: Message[] = Array.from({ length: 200 }, (_, index) => ({
        topic: 't',
        value: String(index),
        partition: index % 3 === 0 ? index % COUNT : undefined,
      }))
      const reports = await sendAll(producer, messages)
      expect(partitionsOf(reports)).toEqual(messages.map((_, index) => index % COUNT))
      expect(reports.map(({ offset }) => offset)).toEqual(
        messages.map((_, index) => Math.floor(index / COUNT)),
      )
    })

    test('once an accepted message: a full queue asks nobody, and nothing is skipped', async () => {
      let asked = 0
      const producer = open({
        partitioner: { choose: () => asked++ % COUNT },
        'queue.buffering.max.messages': 10,
      })
      await producer.send({ topic: 't', partition: 0, value: 'x' })
      let refused = 0
      const placed: number[] = []
      for (let index = 0; index < 200; ) {
        try {
          producer.produce({ topic: 't', value: 'x' }, (_, report) => placed.push(report.partition))
          index++
        } catch (error) {
          if (!QueueFullError.is(error)) throw error
          refused++
          await producer.drained()
        }
      }
      await producer.flush()
      expect(refused).toBeGreaterThan(5)
      expect(asked).toBe(200)
      expect(placed.filter((each) => each === 0)).toHaveLength(50)
    })

    const BAD: [what: string, answer: (choice: Choice) => unknown, got: string][] = [
      ['throws', () => thrower('no such region'), 'no such region'],
      ['gives a promise', async () => 1, 'a promise'],
      ['gives NaN', () => Number.NaN, 'NaN'],
      ['gives a negative number', () => -1, '-1'],
      ['gives too large a number', ({ partitionCount }) => partitionCount, 'got 4'],
    ]

    test.for(BAD)('%s: a typed error, and nothing is enqueued', async ([, answer, got]) => {
      const producer = open({ partitioner: { choose: answer as never } })
      await producer.send({ topic: 'orders', partition: 1, value: 'so that the partitions are known' })
      // Held until they are, by now they are not asked for any more.
      const early = await rejection(producer.send({ topic: 'orders', value: 'x' }))
      const call = () => producer.produce({ topic: 'orders', value: 'x' })
      const before = producer.ledger
      for (const error of [
        early,
        thrown(call),
        await rejection(producer.send({ topic: 'orders', value: 'x' })),
      ]) {
        expect(error).toMatchObject({ code: '_INVALID_ARG' })
        for (const part of ["'orders'", 'which has 4 partitions', got]) expect(error.message).toContain(part)
      }
      expect(producer.ledger).toEqual(before)
      expect(producer.ledger.outstanding).toBe(0)
    })
  })

  test('{ hash } that fails: a typed error, and nothing is enqueued', async () => {
    for (const answer of [
      () => thrower('no hash'),
      async () => 1,
      () => Number.NaN,
      () => -1,
      () => 2 ** 32,
    ]) {
      const producer = open({ partitioner: { hash: answer as never } })
      await producer.metadata('orders')
      await rejection(producer.send({ topic: 'orders', key: 'k', value: 'x' }))
      const before = producer.ledger.accepted
      const error = thrown(() => producer.produce({ topic: 'orders', key: 'k', value: 'x' }))
      expect(error).toBeInstanceOf(MessageError)
      expect(error.message).toContain("'orders'")
      expect(producer.ledger.accepted).toBe(before)
      expect((await rejection(producer.partitionFor('orders', 'k'))).message).toContain('4 partitions')
    }
  })

  describe('round_robin', () => {
    test('each partition in turn, whatever the keys, before the partitions are known and after', async () => {
      const producer = open({ partitioner: 'round-robin' })
      for (let round = 0; round < 2; round++) {
        const placed = partitionsOf(
          await sendAll(
            producer,
            keys.map((key) => ({ topic: 't', key, value: 'x' })),
          ),
        )
        expect(placed.slice(1)).toEqual(placed.slice(0, -1).map((each) => (each + 1) % COUNT))
      }
    })

    test('through a full queue: one step an accepted message', async () => {
      const producer = open({ partitioner: 'round_robin', 'queue.buffering.max.messages': 5 })
      await producer.send({ topic: 't', partition: 0, value: 'x' })
      const reports = await sendAll(
        producer,
        Array.from({ length: 300 }, () => ({ topic: 't', value: 'x' })),
      )
      const placed = partitionsOf(reports)
      expect(placed.slice(1)).toEqual(placed.slice(0, -1).map((each) => (each + 1) % COUNT))
    })
  })

  describe('uniform_sticky', () => {
    test('keys as murmur2; the rest stays until its bytes are full, and goes elsewhere', async () => {
      const producer = open({ partitioner: { name: 'uniform_sticky', bytes: 1000 }, 'linger.ms': 60_000 })
      const keyed = keys.map((key) => ({ topic: 't', key, value: 'x' }))
      const keyless = Array.from({ length: 60 }, () => ({ topic: 't', value: Buffer.alloc(90) }))
      const both = sendAll(producer, [...keyed, ...keyless])
      await producer.flush()
      const reports = partitionsOf(await both)
      expect(reports.slice(0, keys.length)).toEqual(keys.map((key) => partition('murmur2', key, COUNT)))
      const runs = runsOf(reports.slice(keys.length))
      expect(runs).toEqual([10, 10, 10, 10, 10, 10])
    })

    test('with ignoreKeys the keys have no say', async () => {
      const producer = open({
        partitioner: { name: 'uniform-sticky', bytes: 1000, ignoreKeys: true },
        'linger.ms': 60_000,
      })
      const sent = sendAll(
        producer,
        Array.from({ length: 40 }, (_, index) => ({
          topic: 't',
          key: `k${index % 10}`,
          value: Buffer.alloc(88),
        })),
      )
      await producer.flush()
      expect(runsOf(partitionsOf(await sent))).toEqual([10, 10, 10, 10])
      expect(await producer.partitionFor('t', 'k1')).toBe(-1)
    })
  })

  test('by topic: each its own, the others as said for all', async () => {
    const topics = {
      crc: { partitioner: 'consistent' },
      fnv: { partitioner: 'fnv1a-random' },
      own: { partitioner: { hash: (key: Uint8Array) => key.length } },
      turns: { partitioner: 'round_robin' },
    } as const
    for (const partitioner of ['murmur2_random', 'murmur2', { hash: () => 3 }] as const) {
      const producer = open({ topics, partitioner })
      const placed = async (topic: string, key: string | null) =>
        Promise.all([
          producer.send({ topic, key, value: 'x' }).then((report) => report.partition),
          producer.partitionFor(topic, key),
        ])
      for (const key of ['order-42', 'order-43', '여의나루역', 'abc']) {
        const other = typeof partitioner === 'string' ? (murmur2(key) & 0x7fffffff) % COUNT : 3
        expect(await placed('crc', key)).toEqual(Array(2).fill(crc32(key) % COUNT))
        expect(await placed('fnv', key)).toEqual(Array(2).fill(partition('fnv1a', key, COUNT)))
        expect(await placed('own', key)).toEqual(Array(2).fill(Buffer.byteLength(key) % COUNT))
        expect(await placed('else', key)).toEqual(Array(2).fill(other))
        expect((await placed('turns', key))[1]).toBe(-1)
      }
      expect(await placed('crc', null)).toEqual([0, 0])
      expect(await producer.partitionFor('fnv', null)).toBe(-1)
    }
  })

  test("a message's own partition wins, and no plug-in is asked", async () => {
    const partitioner = { choose: () => thrower('asked') }
    const producer = open({
      partitioner,
      topics: { hashed: { partitioner: { hash: () => thrower('asked') } } },
    })
    for (const topic of ['t', 'hashed']) {
      const messages = Array.from({ length: 12 }, (_, index) => ({
        topic,
        key: 'k',
        value: 'x',
        partition: index % 4,
      }))
      expect(partitionsOf(await sendAll(producer, messages))).toEqual(
        messages.map((message) => message.partition),
      )
    }
  })
})

function thrower(text: string): never {
  throw new Error(text)
}

/** Lengths of stretches on one partition, one after the other. */
function runsOf(placed: readonly number[]): number[] {
  const runs: number[] = []
  for (const [at, each] of placed.entries()) {
    if (at > 0 && each === placed[at - 1]) runs[runs.length - 1]!++
    else runs.push(1)
  }
  return runs
}
