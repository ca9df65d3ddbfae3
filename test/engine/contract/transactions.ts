import { expect } from 'vitest'
import type { KafkaError } from '../../../src/index.js'
import { PRODUCE_REQUEST } from '../../support/native-client.js'
import { MOCK, NOBODY, rejection, thrown, until } from '../../support/producers.js'
import {
  ADD_OFFSETS_TO_TXN,
  ADD_PARTITIONS_TO_TXN,
  END_TXN,
  INIT_PRODUCER_ID,
  TXN_OFFSET_COMMIT,
} from '../../support/transactions.js'
import type { Contract } from './contract.js'
import { message, offsets, open, openBegun, openReady, TRANSACTIONAL } from './transactional.js'

const TOPIC_AUTHORIZATION_FAILED = 29
const GROUP_AUTHORIZATION_FAILED = 30
const UNKNOWN_PRODUCER_ID = 59
const INVALID_TRANSACTION_TIMEOUT = 50
const TRANSACTIONAL_ID_AUTHORIZATION_FAILED = 53
const PRODUCER_FENCED = 90
const MESSAGE_TOO_LARGE = 10
const CONCURRENT_TRANSACTIONS = 51

/** librdkafka's transactional calls, against its own embedded cluster. */
export function transactions(contract: Contract): void {
  contract.statement([5], 'transactional.id raises idempotence and fits the message timeout', async () => {
    const { producer } = await openBegun({ 'transaction.timeout.ms': 5000 })
    expect(await producer.send(message)).toMatchObject({ status: 'persisted' })
    const refused = () => contract.make({ ...TRANSACTIONAL, 'enable.idempotence': false })
    expect(thrown(refused).message).toContain('enable.idempotence')
  })

  contract.statement([7], 'a message.timeout.ms above transaction.timeout.ms is refused', () => {
    const refused = () =>
      contract.make({ ...TRANSACTIONAL, 'transaction.timeout.ms': 5000, 'message.timeout.ms': 6000 })
    expect(thrown(refused).message).toContain('transaction.timeout.ms')
  })

  contract.statement([21], 'outside a transaction produce throws _STATE, and no report comes', async () => {
    const { producer } = open()
    for (const prepare of [async () => {}, () => producer.initTransactions()]) {
      await prepare()
      expect(thrown(() => producer.produce(message))).toMatchObject({ code: '_STATE' })
      expect(await rejection(producer.send(message))).toMatchObject({ code: '_STATE' })
    }
    expect(producer.ledger.accepted).toBe(0)
  })

  contract.statement([107], 'without transactional.id every call fails with _NOT_CONFIGURED', async () => {
    const producer = contract.open(MOCK)
    for (const call of [
      producer.initTransactions(),
      producer.beginTransaction(),
      producer.commitTransaction(),
      producer.abortTransaction(),
      producer.sendOffsetsToTransaction(offsets, 'g'),
      producer.transaction(() => {}),
    ]) {
      const error = await rejection(call)
      expect(error).toMatchObject({ code: '_NOT_CONFIGURED', retriable: false })
      expect(error.message).toContain('transactional.id')
    }
  })

  contract.statement([108], 'init without a broker: _TIMED_OUT, retriable, when the time is up', async () => {
    const { 'enable.idempotence': _, ...nobody } = NOBODY
    const producer = contract.open({
      ...nobody,
      'transactional.id': 't',
      'transaction.timeout.ms': 1000,
      'message.timeout.ms': 1000,
    })
    for (const [timeoutMs, least] of [
      [0, 0],
      [300, 300],
      [-1, 2000],
    ] as const) {
      const begun = performance.now()
      const error = await rejection(producer.initTransactions(timeoutMs))
      expect(error).toMatchObject({ code: '_TIMED_OUT', retriable: true, fatal: false })
      expect(error.message).toContain('make the same call again')
      expect(performance.now() - begun).toBeGreaterThanOrEqual(least - 2)
    }
  })

  contract.statement(
    [109],
    'after a time-out only the same call may follow, and goes on with the work',
    async () => {
      const { producer, client } = open()
      client.testBrokerDelay(1, 700)
      expect(await rejection(producer.initTransactions(100))).toMatchObject({ code: '_TIMED_OUT' })
      for (const other of [
        () => producer.beginTransaction(),
        () => producer.commitTransaction(),
        () => producer.abortTransaction(),
        () => producer.sendOffsetsToTransaction(offsets, 'g'),
      ]) {
        expect(await rejection(other())).toMatchObject({ code: '_CONFLICT', retriable: true })
      }
      await producer.initTransactions()
      await producer.beginTransaction()
    },
  )

  contract.statement(
    [110],
    'the same call twice at once: _PREV_IN_PROGRESS; another at once: _CONFLICT; both retriable',
    async () => {
      const { producer, client } = open()
      client.testBrokerDelay(1, 500)
      const first = producer.initTransactions()
      expect(await rejection(producer.initTransactions())).toMatchObject({
        code: '_PREV_IN_PROGRESS',
        retriable: true,
      })
      expect(await rejection(producer.commitTransaction())).toMatchObject({
        code: '_CONFLICT',
        retriable: true,
      })
      await first
    },
  )

  contract.statement([111], 'init a second time, or begin inside a transaction: _STATE', async () => {
    const { producer } = await openBegun()
    for (const call of [() => producer.initTransactions(), () => producer.beginTransaction()]) {
      const error = await rejection(call())
      expect(error).toMatchObject({ code: '_STATE', retriable: false, abortable: false, fatal: false })
      expect(error.message).toContain('initTransactions once')
    }
    await producer.commitTransaction()
  })

  contract.statement(
    [112],
    'an error is retriable, abortable or fatal, and its text says what to do',
    async () => {
      const answers: [apiKey: number, code: number, call: string, flags: object, advice: string][] = [
        [
          ADD_OFFSETS_TO_TXN,
          GROUP_AUTHORIZATION_FAILED,
          'offsets',
          { abortable: true },
          'abort the transaction',
        ],
        [END_TXN, PRODUCER_FENCED, 'commit', { fatal: true }, 'close it'],
        [INIT_PRODUCER_ID, TRANSACTIONAL_ID_AUTHORIZATION_FAILED, 'init', { fatal: true }, 'close'],
      ]
      for (const [apiKey, code, call, flags, advice] of answers) {
        const { producer, client } = open()
        if (call === 'init') client.testRequestErrors(apiKey, [code])
        const run = async () => {
          await producer.initTransactions()
          await producer.beginTransaction()
          client.testRequestErrors(apiKey, [code])
          if (call === 'offsets') await producer.sendOffsetsToTransaction(offsets, 'g')
          producer.produce(message)
          await producer.commitTransaction()
        }
        const error = await rejection(run())
        expect(error).toMatchObject({ retriable: false, abortable: false, fatal: false, ...flags })
        expect(error.message).toContain(advice)
      }
    },
  )

  contract.statement(
    [113],
    'fatal: a timeout that the broker refuses, no right to the id, and being fenced',
    async () => {
      for (const [apiKey, code, name] of [
        [INIT_PRODUCER_ID, INVALID_TRANSACTION_TIMEOUT, 'INVALID_TRANSACTION_TIMEOUT'],
        [INIT_PRODUCER_ID, TRANSACTIONAL_ID_AUTHORIZATION_FAILED, 'TRANSACTIONAL_ID_AUTHORIZATION_FAILED'],
        [END_TXN, PRODUCER_FENCED, '_FENCED'],
      ] as const) {
        const { producer, client } = open()
        const told: KafkaError[] = []
        producer.on('fatal', (error) => told.push(error))
        client.testRequestErrors(apiKey, [code])
        const run = async () => {
          await producer.initTransactions()
          await producer.beginTransaction()
          await producer.send(message)
          await producer.commitTransaction()
        }
        const error = await rejection(run())
        expect(error).toMatchObject({ code: name, fatal: true, retriable: false, abortable: false })
        await until('the event came', () => told.length > 0)
        expect(told[0]).toMatchObject({ fatal: true })
        expect(await rejection(producer.beginTransaction())).toMatchObject({ fatal: true })
      }
    },
  )

  contract.statement(
    [114],
    'abortable: no right to a topic or a group, a failed message; after abort the producer works',
    async () => {
      const cases: [apiKey: number, code: number, name: string][] = [
        [ADD_PARTITIONS_TO_TXN, TOPIC_AUTHORIZATION_FAILED, 'TOPIC_AUTHORIZATION_FAILED'],
        [TXN_OFFSET_COMMIT, GROUP_AUTHORIZATION_FAILED, 'GROUP_AUTHORIZATION_FAILED'],
        [PRODUCE_REQUEST, UNKNOWN_PRODUCER_ID, 'UNKNOWN_PRODUCER_ID'],
      ]
      for (const [apiKey, code, name] of cases) {
        const { producer, client } = await openReady()
        await producer.metadata('in')
        await producer.beginTransaction()
        client.testRequestErrors(apiKey, [code])
        const run = async () => {
          if (apiKey === TXN_OFFSET_COMMIT) await producer.sendOffsetsToTransaction(offsets, 'g')
          producer.produce(message)
          await producer.commitTransaction()
        }
        expect(await rejection(run()), name).toMatchObject({
          abortable: true,
          fatal: false,
          retriable: false,
        })
        expect(await rejection(producer.beginTransaction()), name).toMatchObject({ abortable: true })
        await producer.abortTransaction()
        await producer.beginTransaction()
        expect(await producer.send(message)).toMatchObject({ status: 'persisted' })
        await producer.commitTransaction()
      }
    },
  )

  contract.statement(
    [115],
    'commit flushes: when it resolves every callback has run; a failed message makes it fail',
    async () => {
      const { producer, client } = await openBegun({ 'linger.ms': 10_000, 'batch.num.messages': 10_000 })
      let count = 0
      for (let index = 0; index < 500; index++) producer.produce(message, () => count++)
      await producer.commitTransaction()
      expect(count).toBe(500)
      expect(producer.ledger).toEqual({ accepted: 500, delivered: 500, failed: 0, outstanding: 0 })
      await producer.beginTransaction()
      client.testRequestErrors(PRODUCE_REQUEST, [MESSAGE_TOO_LARGE])
      producer.produce(message, () => count++)
      expect(await rejection(producer.commitTransaction())).toMatchObject({ abortable: true })
      expect(count).toBe(501)
    },
  )

  contract.statement(
    [116],
    'abort gives up what is queued, with _PURGE_QUEUE, and waits for what is in flight',
    async () => {
      const { producer } = await openBegun({ 'linger.ms': 300, 'batch.num.messages': 10_000 })
      await producer.send(message)
      const errors: (string | undefined)[] = []
      for (let index = 0; index < 100; index++) producer.produce(message, (error) => errors.push(error?.code))
      await producer.abortTransaction()
      expect(errors).toEqual(Array.from({ length: 100 }, () => '_PURGE_QUEUE'))
      expect(producer.outstanding).toBe(0)
    },
  )

  contract.statement(
    [116],
    'abort waits until one message is delivered: the coordinator has heard of the transaction (librdkafka #4849)',
    async () => {
      // On a real broker: the markers of the one before are being written → the partition is refused for now → the abort
      // is sent all the same → INVALID_TXN_STATE, fatal. The embedded cluster takes the abort, and shows the wait.
      const { producer, client } = await openReady({ 'linger.ms': 10_000 })
      await producer.metadata(message.topic)
      await producer.beginTransaction()
      client.testRequestErrors(
        ADD_PARTITIONS_TO_TXN,
        Array.from({ length: 5 }, () => CONCURRENT_TRANSACTIONS),
      )
      const errors: (string | undefined)[] = []
      producer.produce(message, (error) => errors.push(error?.code))
      const aborted = producer.abortTransaction()
      // It has begun for whoever calls meanwhile.
      expect(await rejection(producer.commitTransaction())).toMatchObject({ code: '_CONFLICT' })
      expect(await rejection(producer.abortTransaction())).toMatchObject({ code: '_PREV_IN_PROGRESS' })
      await aborted
      expect(errors).toEqual([undefined])
      // The next one waits for its own first message.
      await producer.beginTransaction()
      producer.produce(message, (error) => errors.push(error?.code))
      await producer.abortTransaction()
      expect(errors).toEqual([undefined, undefined])
    },
  )

  contract.statement([116], 'that wait ends with the first delivery, and the rest is given up', async () => {
    const { producer, client } = await openReady({
      'batch.num.messages': 1,
      'max.in.flight.requests.per.connection': 1,
    })
    await producer.beginTransaction()
    const codes: (string | undefined)[] = []
    client.testBrokerDelay(1, 100)
    for (let index = 0; index < 20; index++) producer.produce(message, (error) => codes.push(error?.code))
    await producer.abortTransaction()
    expect(codes[0]).toBeUndefined()
    expect(codes).toContain('_PURGE_QUEUE')
  })

  contract.statement(
    [116],
    'for that it waits half of the time it has at most, then gives up what is queued',
    async () => {
      const { producer, client } = await openReady()
      await producer.metadata(message.topic)
      await producer.beginTransaction()
      client.testRequestErrors(
        ADD_PARTITIONS_TO_TXN,
        Array.from({ length: 200 }, () => CONCURRENT_TRANSACTIONS),
      )
      const failed = rejection(producer.send(message))
      const begun = performance.now()
      await producer.abortTransaction(2000)
      expect(performance.now() - begun).toBeGreaterThanOrEqual(998)
      expect(await failed).toMatchObject({ code: '_PURGE_QUEUE' })
      expect(producer.outstanding).toBe(0)
    },
  )

  contract.statement(
    [117],
    'a commit and an abort that time out go on in the background; again with -1 they end',
    async () => {
      const { producer, client } = await openBegun()
      for (const end of [
        (timeoutMs?: number) => producer.commitTransaction(timeoutMs),
        (timeoutMs?: number) => producer.abortTransaction(timeoutMs),
      ]) {
        await producer.send(message)
        client.testBrokerDelay(1, 600)
        expect(await rejection(end(50))).toMatchObject({ code: '_TIMED_OUT', retriable: true })
        expect(await rejection(producer.beginTransaction())).toMatchObject({ code: '_CONFLICT' })
        client.testBrokerDelay(1, 0)
        await end()
        await producer.beginTransaction()
      }
    },
  )
}
