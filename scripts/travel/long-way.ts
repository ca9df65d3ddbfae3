// What a long way to the broker shows; librdkafka's embedded cluster answers as late as it is told.
import type { ProducerOptions } from '../../src/index.js'
import { interleaved } from './repeats.ts'
import { hundredBytes, runLoad } from './trials.ts'

export const RTT_MS = 50

/** Twenty batches of ten messages over a long way: how many are on it at the same time? */
export function measureInFlight() {
  const shared: ProducerOptions = {
    'test.mock.num.brokers': 1,
    'test.mock.broker.rtt': RTT_MS,
    'batch.num.messages': 10,
    'linger.ms': 5,
  }
  const plain: ProducerOptions = { ...shared, 'enable.idempotence': false }
  const idempotent: ProducerOptions = { ...shared, 'enable.idempotence': true }
  const cases: [string, ProducerOptions, number][] = [
    ['without idempotence, no limit', plain, 200],
    ['without idempotence, five requests', { ...plain, 'max.in.flight.requests.per.connection': 5 }, 200],
    ['without idempotence, one request', { ...plain, 'max.in.flight.requests.per.connection': 1 }, 200],
    ['with idempotence', idempotent, 200],
    ['with idempotence, one message a batch', { ...idempotent, 'batch.num.messages': 1 }, 20],
    ['with idempotence, all in one batch', { ...idempotent, 'batch.num.messages': 10_000 }, 200],
  ]
  return interleaved(
    cases.map(([name, options, count]) => [
      name,
      () => runLoad({ options, topic: 'in-flight', values: hundredBytes(count) }),
    ]),
  )
}

/** A thousand messages a second: what does the broker thread do while the next batch may not leave? */
export function measureWaiting() {
  const shared: ProducerOptions = { 'test.mock.num.brokers': 1, 'test.mock.broker.rtt': RTT_MS }
  const cases: [string, ProducerOptions][] = [
    ['without idempotence, `linger.ms=5`', { ...shared, 'linger.ms': 5, 'enable.idempotence': false }],
    ['with idempotence, `linger.ms=5`', { ...shared, 'linger.ms': 5 }],
    ['with idempotence, `linger.ms=100`', { ...shared, 'linger.ms': 100 }],
  ]
  return interleaved(
    cases.map(([name, options]) => [
      name,
      () => runLoad({ options, topic: 'waiting', values: hundredBytes(1000), rate: 1000 }),
    ]),
  )
}
