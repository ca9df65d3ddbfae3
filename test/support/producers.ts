import { onTestFinished } from 'vitest'
import { Producer, type ProducerOptions } from '../../src/index.js'

/** One broker of librdkafka's embedded cluster, with four partitions a topic; lives and dies with its producer. */
export const MOCK: ProducerOptions = {
  'test.mock.num.brokers': 1,
  // The embedded cluster hands out producer ids after half a second, which most tests need not wait for.
  'enable.idempotence': false,
  'linger.ms': 1,
}

/** An address where nobody listens. */
export const NOBODY: ProducerOptions = { 'bootstrap.servers': '127.0.0.1:1', 'enable.idempotence': false }

/** A producer that is closed at the end of its test, whatever happened to it. */
export function openProducer(options: ProducerOptions): Producer {
  return lookAfter(new Producer(options))
}

/** Closes it at the end of the test. */
export function lookAfter<Kind extends Producer>(producer: Kind): Kind {
  producer.on('error', () => {})
  onTestFinished(async () => {
    // What callbacks throw was the test's own business.
    await producer.close({ timeoutMs: 0 }).catch(() => {})
  })
  return producer
}

/** The embedded cluster's address, for other clients of this machine. */
export async function addressOf(producer: Producer): Promise<string> {
  const { brokers } = await producer.metadata()
  return brokers.map(({ host, port }) => `${host}:${port}`).join(',')
}

/** What a promise was rejected with; fails the test when it was not. */
export async function rejection(promise: Promise<unknown>): Promise<Error> {
  return promise.then(
    (value) => {
      throw new Error(`should have been rejected, but resolved to ${String(value)}`)
    },
    (error: Error) => error,
  )
}

/** What a call threw; fails the test when it did not. */
export function thrown(call: () => unknown): Error {
  let value: unknown
  try {
    value = call()
  } catch (error) {
    return error as Error
  }
  throw new Error(`should have thrown, but returned ${String(value)}`)
}

/** Waits for a condition that events bring about; fails after ten seconds with what it waited for. */
export async function until(what: string, condition: () => boolean): Promise<void> {
  const end = Date.now() + 10_000
  while (!condition()) {
    if (Date.now() > end) throw new Error(`waited 10 s in vain until ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}
