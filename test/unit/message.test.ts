import { runInNewContext } from 'node:vm'
import { describe, expect, test } from 'vitest'
import { MessageError, Producer } from '../../src/index.js'
import { checkMessage, contentLength } from '../../src/message.js'
import { thrown } from '../support/producers.js'

/** What the message says for a bad input: expected, came, what to do. */
const REFUSALS: [what: string, message: unknown, texts: string[]][] = [
  ['nothing', undefined, ['must be an object such as { topic, value }', 'got undefined']],
  ['text', 'hello', ['must be an object', "got 'hello'"]],
  ['an array', [{ topic: 'a', value: 'x' }], ['got an array', 'sendBatch']],
  ['no topic', { value: 'x' }, ['topic must be a string', 'got undefined']],
  ['a number as topic', { topic: 7, value: 'x' }, ['topic must be a string', 'got 7']],
  ['an empty topic', { topic: '', value: 'x' }, ['topic must not be empty']],
  ['a long topic', { topic: 'x'.repeat(250), value: 'x' }, ['at most 249 characters', 'got 250']],
  [
    'a topic with a space',
    { topic: 'my orders', value: 'x' },
    ["a-z, A-Z, 0-9, '.', '_' and '-'", "'my orders'"],
  ],
  ['the topic ..', { topic: '..', value: 'x' }, ["neither '.' nor '..'"]],
  ['no value', { topic: 'a' }, ['value must be', 'got undefined', 'null is a tombstone']],
  [
    "kafkajs's form",
    { topic: 'a', messages: [{ value: 'x' }] },
    ['value must be', 'sendBatch([{ topic, value }'],
  ],
  ['a number as value', { topic: 'a', value: 5 }, ['value must be', 'got 5', 'String(value)']],
  ['an object as value', { topic: 'a', value: { id: 1 } }, ['got an object', 'JSON.stringify(value)']],
  ['an object of a class', { topic: 'a', value: new Date() }, ['an object of class Date', 'JSON.stringify']],
  ['a boolean', { topic: 'a', value: true }, ['got true']],
  ['an ArrayBuffer', { topic: 'a', value: new ArrayBuffer(3) }, ['new Uint8Array(buffer)']],
  ['another view', { topic: 'a', value: new Uint16Array(3) }, ['new Uint8Array(view.buffer']],
  ['a header', { topic: 'a', value: 'x', header: { a: 'b' } }, ["no 'header': did you mean headers?"]],
  ['a Key', { topic: 'a', value: 'x', Key: 'k' }, ["no 'Key': did you mean key?"]],
  ['partitions', { topic: 'a', value: 'x', partitions: 1 }, ['did you mean partition?']],
  ['a timestmap', { topic: 'a', value: 'x', timestmap: 5 }, ['did you mean timestamp?']],
  ['a vlaue', { topic: 'a', vlaue: 'x' }, ['did you mean value?']],
  ['a number as key', { topic: 'a', value: 'x', key: 42 }, ['key must be', 'got 42', 'String(key)']],
  ['an object as key', { topic: 'a', value: 'x', key: {} }, ['key must be', 'got an object']],
  ['partition −1', { topic: 'a', value: 'x', partition: -1 }, ['integer ≥ 0', 'got -1', 'leave it out']],
  ['partition null', { topic: 'a', value: 'x', partition: null }, ['integer ≥ 0', 'leave it out']],
  ['half a partition', { topic: 'a', value: 'x', partition: 1.5 }, ['integer ≥ 0', 'got 1.5']],
  ['a partition as text', { topic: 'a', value: 'x', partition: '1' }, ['integer ≥ 0', "got '1'"]],
  ['a partition beyond 31 bits', { topic: 'a', value: 'x', partition: 2 ** 31 }, ['integer ≥ 0']],
  ['timestamp NaN', { topic: 'a', value: 'x', timestamp: Number.NaN }, ['milliseconds > 0', 'got NaN']],
  ['timestamp 0', { topic: 'a', value: 'x', timestamp: 0 }, ['milliseconds > 0', 'got 0']],
  ['an invalid Date', { topic: 'a', value: 'x', timestamp: new Date('x') }, ['got an invalid Date']],
  ['headers as text', { topic: 'a', value: 'x', headers: 'h' }, ['headers must be pairs']],
  ['headers null', { topic: 'a', value: 'x', headers: null }, ['leave them out']],
  [
    'headers as a Map',
    { topic: 'a', value: 'x', headers: new Map([['a', 'b']]) },
    ['class Map', '[...headers]'],
  ],
  [
    "kafkajs's header pairs",
    { topic: 'a', value: 'x', headers: [{ a: 'b' }] },
    ['headers[0] must be a pair [name, value]'],
  ],
  [
    'a header name that is none',
    {
      topic: 'a',
      value: 'x',
      headers: [
        ['ok', 'x'],
        [5, 'x'],
      ],
    },
    ['headers[1]', 'got 5'],
  ],
  ['a NUL in a header name', { topic: 'a', value: 'x', headers: [['a\0b', 'x']] }, ['NUL']],
  [
    'a number as header value',
    { topic: 'a', value: 'x', headers: { trace: 5 } },
    ["header 'trace'", 'got 5'],
  ],
  [
    'a missing header value',
    { topic: 'a', value: 'x', headers: { trace: undefined } },
    ["header 'trace'", 'undefined'],
  ],
]

describe('bad input', () => {
  test.for(REFUSALS)(
    '%s is refused, with what was expected, what came and what to do',
    ([, message, texts]) => {
      const error = thrown(() => checkMessage(message as never))
      expect(error).toBeInstanceOf(MessageError)
      expect(error).toMatchObject({ name: 'MessageError', code: '_INVALID_ARG', retriable: false })
      for (const text of texts) expect(error.message).toContain(text)
    },
  )

  test('is refused by produce, send and sendBatch alike, before anything is enqueued', async () => {
    const producer = new Producer({ 'bootstrap.servers': '127.0.0.1:1' })
    producer.on('error', () => {})
    const bad = { topic: 'a', value: 5 } as never
    const wanted =
      'value must be a string, a Uint8Array or null, got 5; write JSON.stringify(value), or String(value)'
    expect(thrown(() => producer.produce(bad)).message).toBe(wanted)
    await expect(producer.send(bad)).rejects.toThrow(wanted)
    await expect(producer.sendBatch([{ topic: 'a', value: 'x' }, bad])).rejects.toThrow(
      `messages[1]: ${wanted}`,
    )
    expect(producer.ledger.accepted).toBe(0)
    await producer.close()
  })

  test('bytes of a transferred buffer would be sent as empty: refused', () => {
    const bytes = new Uint8Array(8)
    structuredClone(bytes.buffer, { transfer: [bytes.buffer] })
    expect(thrown(() => checkMessage({ topic: 'a', value: bytes })).message).toContain('detached')
  })
})

describe('good input', () => {
  test('is read once and never written to', () => {
    const reads: string[] = []
    const message = new Proxy(Object.freeze({ topic: 'a', value: 'x', headers: Object.freeze({ h: 'x' }) }), {
      get(target, name) {
        reads.push(String(name))
        return Reflect.get(target, name)
      },
      set() {
        throw new Error('written to')
      },
    })
    expect(checkMessage(message)).toMatchObject({ topic: 'a', value: 'x', headers: ['h', 'x'] })
    expect(new Set(reads).size).toBe(reads.length)
  })

  test('may have other fields, as a consumed message has', () => {
    const consumed = { topic: 'a', value: 'x', key: 'k', offset: 5, size: 1, leaderEpoch: 0 }
    expect(checkMessage(consumed)).toMatchObject({ topic: 'a', value: 'x', key: 'k' })
  })

  test('keeps absent, null and empty apart', () => {
    expect(checkMessage({ topic: 'a', value: null })).toEqual({
      topic: 'a',
      partition: -1,
      key: null,
      value: null,
      timestamp: 0,
      headers: null,
    })
    expect(checkMessage({ topic: 'a', value: '', key: '' })).toMatchObject({ value: '', key: '' })
    expect(checkMessage({ topic: 'a', value: 'x', headers: [] }).headers).toBeNull()
  })

  test('takes bytes of another realm, as test runners make them', () => {
    const bytes = runInNewContext('new Uint8Array([1, 2, 3])')
    const headers = runInNewContext('({ a: "b" })')
    expect(bytes instanceof Uint8Array).toBe(false)
    expect(checkMessage({ topic: 'a', value: bytes, headers })).toMatchObject({
      value: bytes,
      headers: ['a', 'b'],
    })
  })

  test('headers repeat a name, as pairs or as an array of values', () => {
    expect(
      checkMessage({
        topic: 'a',
        value: 'x',
        headers: [
          ['h', '1'],
          ['h', '2'],
        ],
      }).headers,
    ).toEqual(['h', '1', 'h', '2'])
    expect(checkMessage({ topic: 'a', value: 'x', headers: { h: ['1', '2'], i: '3' } }).headers).toEqual([
      'h',
      '1',
      'h',
      '2',
      'i',
      '3',
    ])
  })

  test('a Date becomes its milliseconds', () => {
    expect(checkMessage({ topic: 'a', value: 'x', timestamp: new Date(1234) }).timestamp).toBe(1234)
  })

  test('lengths are bytes of UTF-8', () => {
    expect([null, '', 'é', '여', Buffer.from([1, 2])].map(contentLength)).toEqual([0, 0, 2, 3, 2])
  })
})
