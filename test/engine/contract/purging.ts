import { expect } from 'vitest'
import { type DeliveryError, type ProducerOptions, QueueFullError } from '../../../src/index.js'
import { MOCK, NOBODY, rejection, thrown, until } from '../../support/producers.js'
import type { Contract } from './contract.js'

/** Purge takes what is inside, and says of each message what became of it. */
export function purging(contract: Contract): void {
  const open = (options: ProducerOptions) => contract.open(options)
  const message = { topic: 'a', value: 'x' }

  contract.statement(
    [81],
    'purge: what was queued fails with _PURGE_QUEUE, what was sent with _PURGE_INFLIGHT, each only when asked',
    async () => {
      const producer = open({ ...NOBODY, poll: 'manual' })
      const codes: string[] = []
      for (let count = 0; count < 29; count++) {
        const partition = count % 3 === 0 ? undefined : count % 3
        producer.produce({ ...message, ...(partition && { partition }) }, (error, report) =>
          codes.push(`${error?.code} ${report.status}`),
        )
      }
      await producer.purge({ queued: false, inFlight: true })
      await producer.poll(200)
      expect(producer.outstanding).toBe(29)
      await producer.purge({ queued: true, inFlight: false })
      while (producer.outstanding > 0) await producer.poll(5000)
      expect(new Set(codes)).toEqual(new Set(['_PURGE_QUEUE not-persisted']))
      expect(producer.ledger).toEqual({ accepted: 29, delivered: 0, failed: 29, outstanding: 0 })
    },
  )

  contract.statement([81, 84], 'a message that was sent may have been written', async () => {
    const producer = open({ ...MOCK, 'linger.ms': 0, 'test.mock.broker.rtt': 1000 })
    await producer.send({ ...message, partition: 0 })
    const sent = rejection(producer.send({ ...message, partition: 0 }))
    await new Promise((resolve) => setTimeout(resolve, 100))
    await producer.purge({ queued: true, inFlight: false })
    expect(producer.outstanding).toBe(1)
    await producer.purge({ inFlight: true })
    expect(await sent).toMatchObject({ code: '_PURGE_INFLIGHT', status: 'possibly-persisted' })
    // It goes on: the next message is delivered.
    expect(await producer.send({ ...message, partition: 0 })).toMatchObject({ status: 'persisted' })
  })

  contract.statement(
    [82],
    'reports of a purge come from poll or flush, never from purge itself',
    async () => {
      const producer = open({ ...NOBODY, poll: 'manual' })
      let reports = 0
      for (let count = 0; count < 5; count++) producer.produce(message, () => reports++)
      await producer.purge()
      expect(reports).toBe(0)
      expect(await producer.flush()).toBe(0)
      expect(reports).toBe(5)
    },
  )

  contract.statement([83], 'with neither it does nothing; what it does not know it refuses', async () => {
    const producer = open(NOBODY)
    producer.produce(message)
    await producer.purge({ queued: false, inFlight: false })
    expect(producer.outstanding).toBe(1)
    for (const bad of [null, 5, { queued: 1 }, { que: true }]) {
      expect(await rejection(producer.purge(bad as never))).toMatchObject({ code: '_INVALID_ARG' })
    }
    await producer.close({ timeoutMs: 0 })
    expect((await rejection(producer.purge())).message).toContain('purge after close')
  })

  contract.statement(
    [86],
    'while it runs the queue is full, so that it takes nothing that comes later; then it has room',
    async () => {
      const producer = open({ ...MOCK, 'linger.ms': 60_000 })
      const codes: (string | undefined)[] = []
      for (let count = 0; count < 1000; count++) producer.produce(message, (error) => codes.push(error?.code))
      const purge = producer.purge()
      expect(thrown(() => producer.produce(message))).toBeInstanceOf(QueueFullError)
      const later = producer.send({ ...message, value: 'later' })
      await purge
      await until('all purged', () => codes.length === 1000)
      expect(new Set(codes)).toEqual(new Set(['_PURGE_QUEUE']))
      expect(await producer.flush()).toBe(0)
      expect(await later).toMatchObject({ offset: 0, status: 'persisted' })
    },
  )

  contract.statement([86], 'a purge that found nothing lets the waiting in as well', async () => {
    const producer = open(MOCK)
    const purge = producer.purge()
    const later = producer.send(message)
    await purge
    expect((await later).status).toBe('persisted')
  })

  contract.statement(
    [81, 129],
    'what is purged is not sent by a flush or a close called right after',
    async () => {
      const producer = contract.make({ ...MOCK, 'linger.ms': 60_000 })
      const first = await Promise.all([producer.send({ ...message, partition: 0 }), producer.flush()])
      expect(first[0].offset).toBe(0)
      // A flush overrides linger for up to a slice longer than it takes: what is produced then is sent at once.
      await new Promise((resolve) => setTimeout(resolve, 300))
      const failures: (DeliveryError | null)[] = []
      for (let count = 0; count < 100; count++) {
        producer.produce({ ...message, partition: 0 }, (error) => failures.push(error))
      }
      const purge = producer.purge()
      const ledger = await producer.close()
      await purge
      expect(ledger).toEqual({ accepted: 101, delivered: 1, failed: 100, outstanding: 0 })
      expect(new Set(failures.map((error) => error?.code))).toEqual(new Set(['_PURGE_QUEUE']))
    },
  )
}
