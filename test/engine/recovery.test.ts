import { describe, expect, test } from 'vitest'
import { openClients } from '../../src/engine/unclosed.js'
import type { DeliveryReport, KafkaError, Producer, ProducerOptions, Recovered } from '../../src/index.js'
import { openWithClient, PRODUCE_REQUEST } from '../support/native-client.js'
import { addressOf, MOCK, openProducer, rejection, thrown, until } from '../support/producers.js'
import { END_TXN } from '../support/transactions.js'

const OUT_OF_ORDER_SEQUENCE_NUMBER = 45
const MESSAGE_TOO_LARGE = 10
const INVALID_TXN_STATE = 48
const FENCED = -144
const TRANSPORT = -195

/** A cluster that outlives the client which meets the fatal error. */
async function openOnCluster(options: ProducerOptions = {}) {
  const cluster = openWithClient(MOCK)
  const opened = openWithClient({
    'bootstrap.servers': await addressOf(cluster.producer),
    'enable.idempotence': true,
    'linger.ms': 20,
    ...options,
  })
  return { ...opened, cluster }
}

/** Every report once, by the number in the message. */
function produceNumbers(producer: Producer, from: number, count: number) {
  const reports: { number: number; error: KafkaError | null; report: DeliveryReport }[] = []
  for (let number = from; number < from + count; number++) {
    producer.produce({ topic: 'a', partition: 0, value: String(number) }, (error, report) => {
      reports.push({ number, error, report })
    })
  }
  return reports
}

const numbers = (from: number, count: number) => Array.from({ length: count }, (_, index) => from + index)

describe('a fatal error in mid-stream', () => {
  test('recover: what was queued is sent again by a new client, in order, once; what comes meanwhile follows', async () => {
    const { producer, client } = await openOnCluster({ onFatal: 'recover', 'linger.ms': 10_000 })
    const recovered: Recovered[] = []
    producer.on('recovered', (event) => recovered.push(event))
    producer.on('fatal', () => expect.unreachable('it recovers'))
    const before = produceNumbers(producer, 0, 500)
    expect(client.testFatalError(OUT_OF_ORDER_SEQUENCE_NUMBER, 'made up')).toBe(0)
    const meanwhile = produceNumbers(producer, 500, 500)
    expect(producer.ledger).toEqual({ accepted: 1000, delivered: 0, failed: 0, outstanding: 1000 })
    expect(await producer.flush()).toBe(0)
    const after = produceNumbers(producer, 1000, 10)
    expect(await producer.flush()).toBe(0)

    const all = [...before, ...meanwhile, ...after]
    expect(all.map(({ number }) => number)).toEqual(numbers(0, 1010))
    expect(all.every(({ error }) => error === null)).toBe(true)
    expect(all.map(({ report }) => report.offset)).toEqual(numbers(0, 1010))
    expect(recovered).toHaveLength(1)
    expect(recovered[0]).toMatchObject({ resent: 1000, reported: 0 })
    expect(recovered[0]?.cause).toMatchObject({ code: 'OUT_OF_ORDER_SEQUENCE_NUMBER', fatal: true })
    expect(openClients()).not.toContain(client)
    expect(await producer.close()).toEqual({ accepted: 1010, delivered: 1010, failed: 0, outstanding: 0 })
  })

  test('what is in flight is heard to its end before the new client begins', async () => {
    const { producer, client, cluster } = await openOnCluster({ onFatal: 'recover', 'linger.ms': 0 })
    await producer.send({ topic: 'a', partition: 0, value: 'warm' })
    cluster.client.testBrokerDelay(1, 300)
    const inFlight = produceNumbers(producer, 1, 50)
    await new Promise((resolve) => setTimeout(resolve, 100))
    const queued = produceNumbers(producer, 51, 50)
    client.testFatalError(OUT_OF_ORDER_SEQUENCE_NUMBER, 'made up')
    expect(await producer.flush()).toBe(0)
    expect([...inFlight, ...queued].map(({ report }) => report.offset)).toEqual(numbers(1, 100))
    expect(producer.ledger).toEqual({ accepted: 101, delivered: 101, failed: 0, outstanding: 0 })
  })

  for (const [onFatal, failed] of [
    ['recover', 1],
    ['recover-and-resend', 0],
  ] as const) {
    test(`${onFatal}: what may have been written is ${failed ? 'reported as such' : 'sent again'}`, async () => {
      const { producer, client, cluster } = await openOnCluster({ onFatal, 'linger.ms': 0 })
      await producer.send({ topic: 'a', partition: 0, value: 'warm' })
      cluster.client.testBrokerDelay(1, 300)
      // The connection is lost under the request; after a fatal error librdkafka does not try again.
      cluster.client.testRequestErrors(PRODUCE_REQUEST, [TRANSPORT])
      const [doubtful] = [produceNumbers(producer, 1, 1)]
      await new Promise((resolve) => setTimeout(resolve, 100))
      client.testFatalError(OUT_OF_ORDER_SEQUENCE_NUMBER, 'made up')
      const later = produceNumbers(producer, 2, 5)
      expect(await producer.flush()).toBe(0)
      expect(doubtful.map(({ report }) => report.status)).toEqual([
        failed ? 'possibly-persisted' : 'persisted',
      ])
      expect(later.map(({ report }) => report.status)).toEqual(later.map(() => 'persisted'))
      expect(producer.ledger).toEqual({ accepted: 7, delivered: 7 - failed, failed, outstanding: 0 })
    })
  }

  test('a message that fails by itself is not sent again, also where its failure is the fatal one', async () => {
    const { producer, cluster } = await openOnCluster({
      onFatal: 'recover',
      'enable.gapless.guarantee': true,
      'linger.ms': 5,
    })
    await producer.send({ topic: 'a', partition: 0, value: 'warm' })
    cluster.client.testRequestErrors(PRODUCE_REQUEST, [MESSAGE_TOO_LARGE])
    const recovered: Recovered[] = []
    producer.on('recovered', (event) => recovered.push(event))
    const refused = await rejection(producer.send({ topic: 'a', partition: 0, value: 'refused' }))
    expect(refused).toMatchObject({ code: 'MSG_SIZE_TOO_LARGE', status: 'not-persisted' })
    expect(await producer.send({ topic: 'a', partition: 0, value: 'after' })).toMatchObject({ offset: 1 })
    await until('it has recovered', () => recovered.length > 0)
    expect(recovered[0]?.cause.code).toBe('_GAPLESS_GUARANTEE')
  })

  test('what was purged stays purged, and bytes stay what they were when they were produced', async () => {
    const { producer, client } = await openOnCluster({ onFatal: 'recover', 'linger.ms': 10_000 })
    const purged = produceNumbers(producer, 0, 10)
    const bytes = Buffer.from('as produced')
    client.testFatalError(OUT_OF_ORDER_SEQUENCE_NUMBER, 'made up')
    await producer.purge()
    const sent = producer.send({ topic: 'a', partition: 0, value: bytes })
    bytes.fill(0)
    expect(await producer.flush()).toBe(0)
    expect(await sent).toMatchObject({ status: 'persisted', offset: 0 })
    expect(purged.map(({ error }) => error?.code)).toEqual(purged.map(() => '_PURGE_QUEUE'))
    expect(producer.ledger).toEqual({ accepted: 11, delivered: 1, failed: 10, outstanding: 0 })
  })

  test('hashes and choices of partition survive', async () => {
    for (const partitioner of [{ hash: () => 7 }, 'round_robin'] as const) {
      const { producer, client } = await openOnCluster({
        onFatal: 'recover',
        partitioner,
        'linger.ms': 10_000,
      })
      const sent = Array.from({ length: 8 }, () => producer.send({ topic: 'a', key: 'k', value: 'x' }))
      client.testFatalError(OUT_OF_ORDER_SEQUENCE_NUMBER, 'made up')
      await producer.flush()
      const partitions = (await Promise.all(sent)).map(({ partition }) => partition)
      expect([...new Set(partitions)].sort()).toEqual(typeof partitioner === 'string' ? [0, 1, 2, 3] : [3])
    }
  })

  test('a cause that stays ends it: after three new clients the error is fatal, and all is settled', async () => {
    const { producer } = await openOnCluster({ onFatal: 'recover', 'bootstrap.servers': '127.0.0.1:1' })
    let fatal: KafkaError | null = null
    let recoveries = 0
    producer.on('fatal', (error) => {
      fatal = error
    })
    const fail = () => openClients().at(-1)!.testFatalError(OUT_OF_ORDER_SEQUENCE_NUMBER, 'again')
    producer.on('recovered', () => {
      recoveries++
      fail()
    })
    const messages = produceNumbers(producer, 0, 20)
    fail()
    await until('it is given up', () => fatal !== null && producer.outstanding === 0)
    expect(recoveries).toBe(3)
    expect(messages.map(({ error }) => error?.code)).toEqual(messages.map(() => '_PURGE_QUEUE'))
    expect(thrown(() => producer.produce({ topic: 'a', value: 'x' }))).toMatchObject({ code: '_FATAL' })
  })

  test('closed in the middle of it: everything is settled', async () => {
    const { producer, client } = await openOnCluster({ onFatal: 'recover', 'linger.ms': 10_000 })
    const messages = produceNumbers(producer, 0, 100)
    client.testFatalError(OUT_OF_ORDER_SEQUENCE_NUMBER, 'made up')
    const { accepted, delivered, failed, outstanding } = await producer.close({ timeoutMs: 0 })
    expect({ accepted, outstanding, settled: delivered + failed }).toEqual({
      accepted: 100,
      outstanding: 0,
      settled: 100,
    })
    expect(messages).toHaveLength(100)
  })

  test('flushSync waits for it as well', async () => {
    const { producer, client } = await openOnCluster({ onFatal: 'recover', 'linger.ms': 10_000 })
    const messages = produceNumbers(producer, 0, 100)
    client.testFatalError(OUT_OF_ORDER_SEQUENCE_NUMBER, 'made up')
    expect(producer.flushSync(20_000)).toBe(0)
    expect(messages.map(({ report }) => report.offset)).toEqual(numbers(0, 100))
  })

  test('a transaction that is lost with its client rejects; the next one works', async () => {
    const { producer, cluster } = await openOnCluster({ onFatal: 'recover', 'transactional.id': 't' })
    const send = (value: string) =>
      producer.transaction(async (transaction) => {
        await transaction.send({ topic: 'a', value })
        if (value === 'lost') cluster.client.testRequestErrors(END_TXN, [INVALID_TXN_STATE])
      })
    await send('first')
    const recovered = new Promise((resolve) => producer.once('recovered', resolve))
    expect(await rejection(send('lost'))).toMatchObject({ code: 'INVALID_TXN_STATE', fatal: true })
    await recovered
    await send('next')
    expect(producer.ledger.outstanding).toBe(0)
  })
})

describe('recover()', () => {
  test('what was queued is reported; the same producer then works again', async () => {
    const { producer, client } = await openOnCluster({ 'linger.ms': 10_000 })
    expect(await rejection(producer.recover())).toMatchObject({ code: '_STATE' })
    const queued = produceNumbers(producer, 0, 20)
    client.testFatalError(OUT_OF_ORDER_SEQUENCE_NUMBER, 'made up')
    await new Promise((resolve) => producer.once('fatal', resolve))
    await producer.recover()
    expect(queued.map(({ report }) => report.status)).toEqual(queued.map(() => 'not-persisted'))
    const again = produceNumbers(producer, 0, 20)
    expect(await producer.flush()).toBe(0)
    expect(again.map(({ report }) => report.offset)).toEqual(numbers(0, 20))
    expect(await producer.close()).toEqual({ accepted: 40, delivered: 20, failed: 20, outstanding: 0 })
  })

  test('is refused where another producer has taken over: it would be fenced off in turn', async () => {
    for (const onFatal of ['report', 'recover'] as const) {
      const { producer, client } = await openOnCluster({ onFatal, 'transactional.id': 't' })
      const fatal = new Promise((resolve) => producer.once('fatal', resolve))
      client.testFatalError(FENCED, 'made up')
      await fatal
      const error = await rejection(producer.recover())
      expect(error).toMatchObject({ code: '_FENCED', fatal: true })
      expect(error.message).toContain('taken over')
    }
  })

  test('on an engine that cannot, the option is refused', () => {
    const options = { ...MOCK, engine: 'binding', onFatal: 'recover' } as const
    expect(thrown(() => openProducer(options))).toMatchObject({ code: '_NOT_IMPLEMENTED' })
  })
})
