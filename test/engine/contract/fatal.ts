import { expect } from 'vitest'
import { KafkaError } from '../../../src/index.js'
import { openWithClient, PRODUCE_REQUEST } from '../../support/native-client.js'
import { MOCK, NOBODY, rejection, thrown, until } from '../../support/producers.js'
import type { Contract } from './contract.js'

const OUT_OF_ORDER_SEQUENCE_NUMBER = 45
const KAFKA_STORAGE_ERROR = 56
const MESSAGE_TOO_LARGE = 10
const TRANSPORT = -195
const INVALID_PRODUCER_EPOCH = 47
const IDEMPOTENT = { ...MOCK, 'enable.idempotence': true, 'retry.backoff.ms': 10, 'retry.backoff.max.ms': 20 }

/** A fatal error, made by librdkafka's own test call. */
export function fatal(contract: Contract): void {
  const message = { topic: 'a', value: 'x', partition: 0 }

  contract.statement(
    [20, 101, 102, 103],
    'a fatal error: the event has the original code, queued messages are purged, produce is refused',
    async () => {
      const { producer, failFatally } = contract.openWithFatal({ ...NOBODY, 'enable.idempotence': true })
      const told: KafkaError[] = []
      producer.on('fatal', (error) => told.push(error))
      const queued = rejection(producer.send(message))
      failFatally('OUT_OF_ORDER_SEQUENCE_NUMBER', OUT_OF_ORDER_SEQUENCE_NUMBER, 'made up')
      // _PREV_IN_PROGRESS: the first one counts
      failFatally('INVALID_PRODUCER_EPOCH', INVALID_PRODUCER_EPOCH, 'again')
      expect(await queued).toMatchObject({ code: '_PURGE_QUEUE', status: 'not-persisted' })
      await until('it is told', () => told.length > 0)
      expect(told).toHaveLength(1)
      expect(told[0]).toBeInstanceOf(KafkaError)
      expect(told[0]).toMatchObject({ code: 'OUT_OF_ORDER_SEQUENCE_NUMBER', fatal: true })
      expect(told[0]?.message).toContain('made up')
      expect(thrown(() => producer.produce(message))).toMatchObject({ code: '_FATAL', fatal: true })
      expect(await rejection(producer.send(message))).toMatchObject({ code: '_FATAL', fatal: true })
      expect(await producer.close()).toEqual({ accepted: 1, delivered: 0, failed: 1, outstanding: 0 })
    },
  )
}

/** Errors that the embedded cluster answers with. */
export function answering(contract: Contract): void {
  const message = { topic: 'a', value: 'x', partition: 0 }

  contract.statement(
    [94],
    'errors that pass are retried unseen; when the retries are used up the last one is reported',
    async () => {
      const errors = [KAFKA_STORAGE_ERROR, KAFKA_STORAGE_ERROR, KAFKA_STORAGE_ERROR]
      const patient = openWithClient({ ...MOCK, retries: 10, 'retry.backoff.ms': 10 })
      patient.client.testRequestErrors(PRODUCE_REQUEST, errors)
      expect(await patient.producer.send(message)).toMatchObject({ status: 'persisted' })
      const hasty = openWithClient({ ...MOCK, retries: 1, 'retry.backoff.ms': 10 })
      hasty.client.testRequestErrors(PRODUCE_REQUEST, errors)
      expect(await rejection(hasty.producer.send(message))).toMatchObject({
        code: 'KAFKA_STORAGE_ERROR',
        status: 'not-persisted',
      })
    },
  )

  contract.statement([95], 'without retries a lost connection fails the message', async () => {
    const { producer, client } = openWithClient({ ...MOCK, retries: 0 })
    client.testRequestErrors(PRODUCE_REQUEST, [TRANSPORT])
    expect(await rejection(producer.send(message))).toMatchObject({
      code: '_TRANSPORT',
      status: 'possibly-persisted',
    })
    expect(await producer.send(message)).toMatchObject({ status: 'persisted' })
  })

  contract.statement(
    [105],
    'idempotent: after a message that failed for good the rest is delivered, in order',
    async () => {
      const { producer, client } = openWithClient({ ...IDEMPOTENT, 'linger.ms': 0 })
      await producer.send(message)
      client.testRequestErrors(PRODUCE_REQUEST, [MESSAGE_TOO_LARGE])
      expect(await rejection(producer.send(message))).toMatchObject({
        code: 'MSG_SIZE_TOO_LARGE',
        status: 'not-persisted',
      })
      const offsets: (number | null)[] = []
      for (let index = 0; index < 100; index++) {
        producer.produce({ ...message, value: String(index) }, (_, { offset }) => offsets.push(offset))
      }
      expect(await producer.flush()).toBe(0)
      expect(offsets).toEqual(Array.from({ length: 100 }, (_, index) => index + 1))
    },
  )

  contract.statement(
    [106],
    'with enable.gapless.guarantee the same is fatal, as _GAPLESS_GUARANTEE',
    async () => {
      const { producer, client } = openWithClient({ ...IDEMPOTENT, 'enable.gapless.guarantee': true })
      const told: KafkaError[] = []
      producer.on('fatal', (error) => told.push(error))
      client.testRequestErrors(PRODUCE_REQUEST, [MESSAGE_TOO_LARGE])
      await rejection(producer.send(message))
      await until('it is told', () => told.length > 0)
      expect(told[0]).toMatchObject({ code: '_GAPLESS_GUARANTEE', fatal: true })
    },
  )
}
