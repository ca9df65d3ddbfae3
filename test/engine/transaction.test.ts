import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import type { KafkaError, ProducerOptions, Transaction } from '../../src/index.js'
import { openWithClient, PRODUCE_REQUEST } from '../support/native-client.js'
import { rejection, thrown } from '../support/producers.js'
import { ADD_OFFSETS_TO_TXN, END_TXN } from '../support/transactions.js'

const message = { topic: 'a', value: 'x', partition: 0 }
const MESSAGE_TOO_LARGE = 10
const PRODUCER_FENCED = 90
const GROUP_AUTHORIZATION_FAILED = 30

const open = (options: ProducerOptions = {}) =>
  openWithClient({
    'test.mock.num.brokers': 1,
    'transactional.id': 't',
    'retry.backoff.ms': 10,
    'linger.ms': 1,
    ...options,
  })

test('commits what work sent, and resolves with what it returns', async () => {
  const { producer } = open()
  const result = await producer.transaction(async (transaction) => {
    transaction.produce(message)
    const [one] = await transaction.sendBatch([message])
    expect(one?.status).toBe('fulfilled')
    return (await transaction.send(message)).offset
  })
  expect(result).toBe(2)
  expect(producer.ledger).toEqual({ accepted: 3, delivered: 3, failed: 0, outstanding: 0 })
  // Without a promise as well.
  expect(await producer.transaction(() => 'at once')).toBe('at once')
})

test('aborts and rejects with what work throws, at once or later', async () => {
  const { producer } = open()
  const made = new Error('made up')
  for (const work of [
    () => {
      throw made
    },
    async (transaction: Transaction) => {
      await transaction.send(message)
      throw made
    },
  ]) {
    expect(await rejection(producer.transaction(work))).toBe(made)
    expect(await rejection(producer.commitTransaction())).toMatchObject({ code: '_STATE' })
  }
  await producer.transaction((transaction) => void transaction.produce(message))
})

test('a failure that work catches still makes it fail: librdkafka would not commit the rest', async () => {
  const { producer, client } = open()
  await producer.initTransactions()
  client.testRequestErrors(PRODUCE_REQUEST, [MESSAGE_TOO_LARGE])
  const failure = (await rejection(
    producer.transaction(async (transaction) => {
      await transaction.send(message).catch(() => {})
      return 'all is well'
    }),
  )) as KafkaError
  expect(failure).toMatchObject({ abortable: true, retriable: false, fatal: false })
  expect(failure.cause).toMatchObject({ code: 'MSG_SIZE_TOO_LARGE', status: 'not-persisted' })
})

test('a call that is refused for good in the middle aborts it', async () => {
  const { producer, client } = open()
  await producer.initTransactions()
  client.testRequestErrors(ADD_OFFSETS_TO_TXN, [GROUP_AUTHORIZATION_FAILED])
  const offsets = [{ topic: 'in', partition: 0, offset: 7 }]
  const failure = await rejection(
    producer.transaction((transaction) => transaction.sendOffsets(offsets, 'group')),
  )
  expect(failure).toMatchObject({ code: 'GROUP_AUTHORIZATION_FAILED', abortable: true })
  await producer.transaction((transaction) => void transaction.produce(message))
})

test('a retriable answer is repeated: a commit that another call holds up succeeds in the end', async () => {
  const { producer, client } = open()
  client.testBrokerDelay(1, 400)
  // The conflict: it times out, and goes on in the background until it is called again.
  expect(await rejection(producer.initTransactions(50))).toMatchObject({ code: '_TIMED_OUT' })
  client.testBrokerDelay(1, 0)
  await producer.transaction((transaction) => void transaction.produce(message))
  expect(producer.ledger.delivered).toBe(1)
})

test('fatal ends it, and every later one', async () => {
  const { producer, client } = open()
  await producer.initTransactions()
  client.testRequestErrors(END_TXN, [PRODUCER_FENCED])
  for (let round = 0; round < 2; round++) {
    const failure = await rejection(producer.transaction((transaction) => void transaction.produce(message)))
    expect(failure).toMatchObject({ code: '_FENCED', fatal: true })
  }
})

test('signal and time give it up while work runs; work is told, and can do no more harm', async () => {
  const { producer } = open()
  await producer.initTransactions()
  for (const [options, code] of [
    [{ signal: AbortSignal.timeout(100) }, '_INTR'],
    [{ timeoutMs: 100 }, '_TIMED_OUT'],
  ] as const) {
    let seen: Transaction | undefined
    const failure = await rejection(
      producer.transaction(async (transaction) => {
        seen = transaction
        await transaction.send(message)
        await sleep(20_000, undefined, { signal: transaction.signal })
      }, options),
    )
    expect(failure).toMatchObject({ code })
    expect(seen?.signal.aborted).toBe(true)
    expect(thrown(() => seen?.produce(message))).toMatchObject({ code: '_STATE' })
    expect(await rejection(seen!.send(message))).toMatchObject({ code: '_STATE' })
  }
  const controller = new AbortController()
  controller.abort()
  const before = producer.ledger.accepted
  const never = () => expect.unreachable('it was aborted before')
  expect(await rejection(producer.transaction(never, { signal: controller.signal }))).toMatchObject({
    code: '_INTR',
  })
  expect(producer.ledger.accepted).toBe(before)
})

test('one at a time; the second is refused and does the first no harm', async () => {
  const { producer } = open()
  await producer.transaction(async (transaction) => {
    const refused = await rejection(producer.transaction(() => {}))
    expect(refused).toMatchObject({ code: '_STATE', retriable: false })
    await transaction.send(message)
  })
})

test('a commit whose time is up says so, and the same call goes on with it', async () => {
  const { producer, client } = open()
  await producer.initTransactions()
  const failure = await rejection(
    producer.transaction(
      async (transaction) => {
        await transaction.send(message)
        client.testBrokerDelay(1, 1500)
      },
      { timeoutMs: 700 },
    ),
  )
  expect(failure).toMatchObject({ code: '_TIMED_OUT', retriable: true, fatal: false })
  await producer.commitTransaction()
  client.testBrokerDelay(1, 0)
  await producer.transaction((transaction) => void transaction.produce(message))
})

test('sends that wait for room belong to it: commit lets them in, abort refuses them', async () => {
  const { producer } = open({ 'queue.buffering.max.messages': 2, highWaterMark: 1 })
  await producer.initTransactions()
  await producer.beginTransaction()
  const sent = Array.from({ length: 10 }, () => producer.send(message))
  await producer.commitTransaction()
  expect((await Promise.all(sent)).map(({ status }) => status)).toEqual(sent.map(() => 'persisted'))

  await producer.beginTransaction()
  // Room for two, of which an abort lets the first be delivered.
  const inside = [producer.send(message), producer.send(message)]
  const given = Array.from({ length: 8 }, () => rejection(producer.send(message)))
  await producer.abortTransaction()
  const codes = new Set((await Promise.all(given)).map((error) => (error as KafkaError).code))
  expect(codes).toEqual(new Set(['_PURGE_QUEUE']))
  expect(producer.ledger.accepted).toBe(12)
  await Promise.allSettled(inside)
  expect(producer.outstanding).toBe(0)
})

// On real brokers that were killed: what an abort gave up had been written, the next transaction got its sequence numbers, and its
// batch was taken for a duplicate, reported delivered, and not there.
test('work that throws gives nothing up: the abort comes after every report', async () => {
  const { producer } = open({ 'linger.ms': 300 })
  const codes: (string | undefined)[] = []
  const failure = await rejection(
    producer.transaction(async (transaction) => {
      // With it the abort need not wait for a first delivery.
      await transaction.send(message)
      for (let index = 0; index < 100; index++)
        transaction.produce(message, (error) => codes.push(error?.code))
      throw new Error('made up')
    }),
  )
  expect(failure.message).toBe('made up')
  expect(codes).toEqual(Array.from({ length: 100 }, () => undefined))
  expect(producer.ledger).toMatchObject({ accepted: 101, delivered: 101, failed: 0 })
})

test('a message that fails before librdkafka has it makes the commit fail as well', async () => {
  const fails = {
    choose: () => {
      throw new Error('a plug-in that fails')
    },
  }
  const { producer } = open({ partitioner: fails })
  await producer.initTransactions()
  await producer.beginTransaction()
  producer.produce({ topic: 'held', value: 'x' }, () => {})
  expect(await rejection(producer.commitTransaction())).toMatchObject({ abortable: true })
  await producer.abortTransaction()
  await producer.beginTransaction()
  await producer.commitTransaction()
})

test('offsets and groups are checked before anything is asked', async () => {
  const { producer } = open()
  const good = { topic: 'in', partition: 0, offset: 7 }
  for (const [offsets, group, place] of [
    [null, 'g', 'offsets'],
    [[null], 'g', 'offsets[0]'],
    [[good, { ...good, partition: -1 }], 'g', 'offsets[1].partition'],
    [[{ ...good, offset: 'seven' }], 'g', 'offsets[0].offset'],
    [[{ ...good, offset: 2n ** 60n }], 'g', 'offsets[0].offset'],
    [[{ ...good, topic: '' }], 'g', 'topic'],
    [[good], '', 'groupId'],
    [[good], { groupId: 'g', generation: 1 }, 'generation'],
    [[good], { groupId: 'g', generationId: '1' }, 'generationId'],
  ] as const) {
    const refused = await rejection(producer.sendOffsetsToTransaction(offsets as never, group as never))
    expect(refused).toMatchObject({ code: '_INVALID_ARG' })
    expect(refused.message).toContain(place)
  }
})
