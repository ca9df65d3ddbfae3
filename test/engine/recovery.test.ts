import { describe, expect, test } from 'vitest'
import { openClients } from '../../src/engine/unclosed.js'
import type { DeliveryReport, KafkaError, Producer, ProducerOptions, Recovered } from '../../src/index.js'
import { openWithClient, PRODUCE_REQUEST } from '../support/native-client.js'
import { addressOf, MOCK, openProducer, rejection, thrown, until } from '../support/producers.js'

const OUT_OF_ORDER_SEQUENCE_NUMBER = 45
const MESSAGE_TOO_LARGE = 10
const FENCED = -144

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
})
