import { expect } from 'vitest'
import { ConfigError, Producer, type ProducerOptions } from '../../../src/index.js'
import { MOCK, NOBODY, rejection, thrown } from '../../support/producers.js'
import { blocking } from './blocking.js'
import type { Contract } from './contract.js'
import { answering, fatal } from './fatal.js'
import { purging } from './purging.js'
import { transactions } from './transactions.js'

export function construction(contract: Contract): void {
  const open = (options: ProducerOptions) => contract.open(options)
  const refuse = (options: object) => {
    const error = thrown(() => contract.make({ ...NOBODY, ...options } as ProducerOptions))
    expect(error).toBeInstanceOf(ConfigError)
    return error.message
  }

  contract.chapter('construction and configuration', () => {
    contract.statement([1], 'needs no broker, and takes messages at once', () => {
      const producer = open(NOBODY)
      expect(producer.produce({ topic: 'a', value: 'x' })).toBe(true)
      expect(producer.ledger).toEqual({ accepted: 1, delivered: 0, failed: 0, outstanding: 1 })
    })

    contract.statement(
      [2],
      'throws for no configuration, an unknown property and a bad value, by name',
      () => {
        expect(thrown(() => new Producer(undefined as never))).toBeInstanceOf(ConfigError)
        expect(refuse({ 'linger.msec': 5 })).toMatch(/linger\.msec.*linger\.ms/s)
        expect(refuse({ 'linger.ms': 'soon' })).toContain('linger.ms')
      },
    )

    contract.statement([3], 'takes null and undefined as not set', async () => {
      const producer = open({ ...MOCK, 'client.id': null, 'compression.type': undefined })
      expect((await producer.send({ topic: 'a', value: 'x' })).status).toBe('persisted')
    })

    contract.statement(
      [4],
      'refuses what idempotence cannot keep when both are asked for, else gives way',
      () => {
        for (const conflict of [
          { acks: 1 },
          { retries: 0 },
          { 'max.in.flight': 6 },
          { 'queuing.strategy': 'lifo' },
        ]) {
          const [name] = Object.keys(conflict)
          expect(refuse({ 'enable.idempotence': true, ...conflict })).toContain(name)
          const { 'enable.idempotence': _, ...rest } = NOBODY
          open({ ...rest, ...conflict } as ProducerOptions)
        }
      },
    )

    contract.statement([6], 'refuses linger.ms above message.timeout.ms only where linger was set', () => {
      expect(refuse({ 'linger.ms': 500, 'message.timeout.ms': 400 })).toContain('message.timeout.ms')
      open({ ...NOBODY, 'message.timeout.ms': 3 })
    })

    contract.statement([8], 'applies topic properties given among the global ones', async () => {
      // The official package, given an empty topic configuration beside it, throws them away in silence.
      const producer = open({ ...NOBODY, 'message.timeout.ms': 300 })
      const error = await rejection(producer.send({ topic: 'a', value: 'x' }))
      expect(error).toMatchObject({ code: '_MSG_TIMED_OUT', report: { topic: 'a' } })
      expect((error as unknown as { report: { latencyMs: number } }).report.latencyMs).toBeLessThan(10_000)
    })

    contract.statement([9], 'takes aliases as the same property', () => {
      expect(refuse({ 'linger.ms': 5, 'queue.buffering.max.ms': 6 })).toMatch(
        /linger\.ms.*queue\.buffering\.max\.ms/s,
      )
      open({ ...NOBODY, 'delivery.timeout.ms': 60_000, 'message.timeout.ms': 60_000 })
    })

    contract.statement([10], 'refuses a callback that is none', () => {
      const producer = open(NOBODY)
      expect(thrown(() => producer.produce({ topic: 'a', value: 'x' }, 'done' as never)).message).toContain(
        'onDelivery',
      )
      expect(producer.ledger.accepted).toBe(0)
    })

    contract.statement([57], 'refuses delivery.report.only.error: the ledger needs every report', () => {
      expect(refuse({ 'delivery.report.only.error': true })).toContain('delivery.report.only.error')
    })

    contract.statement([98], 'takes fractions of a millisecond for linger.ms, and batch.size', async () => {
      const producer = open({ ...MOCK, 'linger.ms': 0.5, 'batch.size': 2000 })
      const reports = await producer.sendBatch(
        Array.from({ length: 50 }, () => ({ topic: 'a', value: 'x'.repeat(100) })),
      )
      expect(reports.every(({ status }) => status === 'fulfilled')).toBe(true)
    })

    contract.statement([136], 'refuses consumer properties', () => {
      expect(refuse({ 'group.id': 'g' })).toContain('consumer')
    })

    contract.statement(
      [138],
      'keeps several producers apart, made and dropped in quick succession',
      async () => {
        const producers = Array.from({ length: 8 }, () => contract.make(MOCK))
        const reports = await Promise.all(
          producers.map((producer, index) => producer.send({ topic: `t${index}`, value: 'x' })),
        )
        expect(reports.map(({ topic }) => topic)).toEqual(producers.map((_, index) => `t${index}`))
        const ledgers = await Promise.all(producers.map((producer) => producer.close()))
        expect(ledgers).toEqual(
          producers.map(() => ({ accepted: 1, delivered: 1, failed: 0, outstanding: 0 })),
        )
      },
    )
  })

  contract.chapter('what an engine cannot do it says', () => {
    contract.needs('purge', [81, 83, 84, 86], () => purging(contract))
    contract.needs(
      'transactions',
      [5, 7, 21, 107, 108, 109, 110, 111, 112, 113, 114, 115, 116, 117, 118, 119, 120, 122],
      () => transactions(contract),
    )
    contract.needs('fatalDetail', [20, 101, 102, 103], () => fatal(contract))
    // The official package cannot be made to meet them.
    if (contract.engine !== 'binding')
      contract.needs('brokers', [94, 95, 105, 106], () => answering(contract))
    else contract.needs('fatalDetail', [94, 95, 105, 106])
    contract.needs('sync', [], () => blocking(contract))

    contract.refuses('purge', 'purge', (producer) => producer.purge())
    contract.refuses('sync', 'pollSync', async (producer) => producer.pollSync())
    contract.refuses('sync', 'flushSync', async (producer) => producer.flushSync())
    contract.refuses('transactions', 'initTransactions', (producer) => producer.initTransactions())
    contract.refuses('transactions', 'beginTransaction', (producer) => producer.beginTransaction())
    contract.refuses('transactions', 'commitTransaction', (producer) => producer.commitTransaction())
    contract.refuses('transactions', 'abortTransaction', (producer) => producer.abortTransaction())
    contract.refuses('transactions', 'sendOffsetsToTransaction', (producer) =>
      producer.sendOffsetsToTransaction([], 'g'),
    )
    contract.refuses('transactions', 'transaction', (producer) => producer.transaction(() => {}))
    contract.refuses('transactions', 'transactional.id', async () =>
      contract.make({ 'bootstrap.servers': '127.0.0.1:1', 'transactional.id': 't' }),
    )
    contract.refuses('nullHeaders', 'header', async (producer) =>
      producer.produce({ topic: 'a', value: 'x', headers: [['h', null]] }),
    )
  })
}
