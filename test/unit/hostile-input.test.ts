// What the fuzzer found: input that no types would let through, and each of it ended in another's exception, or worse.
import { describe, expect, test } from 'vitest'
import { ConfigError, KafkaError, MessageError, Producer } from '../../src/index.js'
import { checkMessage } from '../../src/message.js'
import { NOBODY, openProducer, rejection, thrown } from '../support/producers.js'

function fails(): never {
  throw new Error('by a getter')
}

function transferred(): Uint8Array {
  const bytes = new Uint8Array(8)
  structuredClone(bytes.buffer, { transfer: [bytes.buffer] })
  return bytes
}

function revoked(): never {
  const { proxy, revoke } = Proxy.revocable({}, {})
  revoke()
  return proxy as never
}

/** A property that cannot be read. */
function unreadable(name: string): never {
  return Object.defineProperty({}, name, { get: fails, enumerable: true }) as never
}

const without = Object.create(null) as never
const good = { topic: 'a', value: 'x' }

describe('a typed error, where it was what a getter, a proxy or String() threw', () => {
  const calls: [what: string, run: (producer: Producer) => unknown][] = [
    ['a message whose getter throws', (producer) => producer.produce(unreadable('topic'))],
    ['a revoked proxy as a message', (producer) => producer.produce(revoked())],
    ['a revoked proxy as a value', (producer) => producer.produce({ topic: 'a', value: revoked() })],
    [
      'a class without a name',
      (producer) => producer.produce({ topic: 'a', value: unreadable('constructor') }),
    ],
    ['an object without toString as callback', (producer) => producer.produce(good, without)],
    ['a Date whose getTime throws', (producer) => producer.produce({ ...good, timestamp: brokenDate() })],
    ['a revoked proxy as topic', (producer) => producer.metadata(revoked())],
    ['null as options of metadata', (producer) => producer.metadata('a', null as never)],
    ['null as options of partitionFor', (producer) => producer.partitionFor('a', 'k', null as never)],
    ['null as options of audit', (producer) => producer.audit('a', null as never)],
    ['options of send that cannot be read', (producer) => producer.send(good, unreadable('timeoutMs'))],
    ['options of purge that cannot be read', (producer) => producer.purge(unreadable('queued'))],
    ['an object without toString as a time', (producer) => producer.flush(without)],
    ['a symbol as a time', (producer) => producer.poll(Symbol('time') as never)],
    [
      'messages that cannot be read',
      (producer) => producer.sendBatch(Object.defineProperty([], 0, { get: fails })),
    ],
    ['a revoked proxy as messages', (producer) => producer.sendBatch(revoked())],
  ]
  test.for(calls)('%s', async ([what, run]) => {
    const producer = openProducer({ ...NOBODY, engine: 'native' })
    if (what === 'a Date whose getTime throws') {
      // Its time is there all the same.
      expect(run(producer)).toBe(true)
      return
    }
    const error = await rejection(Promise.resolve(producer).then(run))
    expect(error).toBeInstanceOf(KafkaError)
    expect(error).toMatchObject({ code: '_INVALID_ARG' })
    expect(producer.ledger.accepted).toBe(0)
  })

  test('what threw is the cause', () => {
    const producer = openProducer(NOBODY)
    expect(thrown(() => producer.produce(unreadable('value')))).toMatchObject({
      name: 'MessageError',
      message: expect.stringContaining('cannot be read'),
      cause: expect.objectContaining({ message: 'by a getter' }),
    })
  })

  const configurations: [what: string, options: never][] = [
    ['a revoked proxy', revoked()],
    ['a revoked proxy as a property', { 'linger.ms': revoked() } as never],
    ['a revoked proxy as an option', { poll: revoked() } as never],
    ['transferred bytes as a number', { 'linger.ms': transferred() } as never],
    ['what cannot be text as a number', { 'linger.ms': { toString: fails } } as never],
    ['a revoked proxy as topics', { topics: revoked() } as never],
    ['a revoked proxy as a topic', { topics: { a: revoked() } } as never],
    ['a revoked proxy as a partitioner', { partitioner: revoked() } as never],
    [
      'a partitioner whose name throws',
      {
        partitioner: {
          get name() {
            return fails()
          },
        },
      } as never,
    ],
    ['a proxy whose traps throw', new Proxy({}, { getPrototypeOf: fails }) as never],
    ['a proxy whose names cannot be read', new Proxy({}, { ownKeys: fails }) as never],
  ]
  test.for(configurations)('%s as a configuration', ([, options]) => {
    expect(thrown(() => new Producer(options))).toBeInstanceOf(ConfigError)
  })
})

describe('refused, where it was sent or accepted in another form', () => {
  test('a view whose buffer was made shorter: it looked empty, and was sent as empty', () => {
    const buffer = new (ArrayBuffer as unknown as ResizableArrayBuffer)(8, { maxByteLength: 16 })
    const value = new Uint8Array(buffer, 4, 4)
    expect(checkMessage({ topic: 'a', value }).value).toBe(value)
    buffer.resize(6)
    expect(thrown(() => checkMessage({ topic: 'a', value }))).toBeInstanceOf(MessageError)
  })

  test('a hole in the list of headers: that header was left out', () => {
    const headers: [string, string][] = []
    headers[1] = ['trace', 'abc']
    expect(thrown(() => checkMessage({ ...good, headers })).message).toContain('headers[0]')
  })

  test('what only looks like a signal: the message was accepted, and then send was rejected with a TypeError', async () => {
    const producer = openProducer(NOBODY)
    const signal = { aborted: false, addEventListener: 1 } as never
    expect(await rejection(producer.send(good, { signal }))).toMatchObject({ code: '_INVALID_ARG' })
    expect(producer.ledger.accepted).toBe(0)
  })
})

interface ResizableArrayBuffer {
  new (length: number, options: { maxByteLength: number }): ArrayBuffer & { resize(length: number): void }
}

function brokenDate(): Date {
  return Object.assign(new Date(1234), { getTime: fails })
}
