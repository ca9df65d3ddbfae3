import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { ERROR_CODES } from '../../src/error-codes.js'
import { errorCodeOfText, errorText } from '../../src/errors.js'
import {
  ClosedError,
  ConfigError,
  DeliveryError,
  KafkaError,
  MessageError,
  QueueFullError,
  UnsupportedError,
  WaitError,
} from '../../src/index.js'
import golden from '../golden/retriable-errors.json' with { type: 'json' }

const report = {
  topic: 'a',
  partition: 0,
  offset: null,
  timestamp: null,
  timestampType: null,
  latencyMs: 1,
  status: 'not-persisted',
} as const

describe('the error family', () => {
  const examples = [
    new KafkaError('_TRANSPORT'),
    new ConfigError(['x']),
    new MessageError('_INVALID_ARG', 'x'),
    new QueueFullError('x'),
    new DeliveryError(-192, 'x', report),
    new ClosedError('x'),
    new UnsupportedError('x'),
    new WaitError('_TIMED_OUT', 'x', false),
  ]

  test.for(examples)(
    '%s knows its kind, also for a copy of the package in the other module format',
    (error) => {
      expect(error).toBeInstanceOf(KafkaError)
      expect(KafkaError.is(error)).toBe(true)
      for (const Class of [
        ConfigError,
        MessageError,
        QueueFullError,
        DeliveryError,
        ClosedError,
        UnsupportedError,
        WaitError,
      ]) {
        expect(Class.is(error), Class.name).toBe(error.name === Class.name)
      }
      // An error of the other copy shares nothing with ours but a symbol of the registry.
      const foreign = { [Symbol.for('lingerbus.error')]: error.name, code: error.code }
      expect(KafkaError.is(foreign)).toBe(true)
      expect((error.constructor as typeof KafkaError).is(foreign)).toBe(true)
    },
  )

  test('is() is false for everything else', () => {
    for (const value of [undefined, null, 5, 'x', {}, new Error('x'), { code: '_QUEUE_FULL' }]) {
      expect(KafkaError.is(value)).toBe(false)
      expect(QueueFullError.is(value)).toBe(false)
    }
  })

  test('codes are what rd_kafka_err2name prints, with their numbers and texts', () => {
    expect(examples.map(({ code, errno }) => `${code} ${errno}`)).toEqual([
      '_TRANSPORT -195',
      '_INVALID_ARG -186',
      '_INVALID_ARG -186',
      '_QUEUE_FULL -184',
      '_MSG_TIMED_OUT -192',
      '_DESTROY -197',
      '_NOT_IMPLEMENTED -170',
      '_TIMED_OUT -185',
    ])
    expect(new KafkaError(10)).toMatchObject({
      code: 'MSG_SIZE_TOO_LARGE',
      message: 'Broker: Message size too large',
    })
    expect(new KafkaError(9999)).toMatchObject({ code: 'ERR_9999?', errno: 9999, retriable: false })
    expect(errorText('_ALL_BROKERS_DOWN')).toBe('Local: All broker connections are down')
    expect(errorCodeOfText('Local: Queue full')).toBe('_QUEUE_FULL')
  })

  test("retriable broker errors are those of Kafka's own client", () => {
    const ours = ERROR_CODES.filter(([number, , , retriable]) => number > 0 && retriable).map(
      ([number]) => number,
    )
    const known = new Set(ERROR_CODES.map(([number]) => number))
    const theirs = Object.values(golden.retriable).filter((number) => known.has(number))
    expect(theirs.length).toBeGreaterThan(20)
    expect(ours).toEqual(theirs)
    expect(new QueueFullError('x').retriable).toBe(true)
    expect(new WaitError('_TIMED_OUT', 'x', true).retriable).toBe(false)
  })

  test('one problem is told in a line, several in a list', () => {
    expect(new ConfigError(['a: wrong']).message).toBe('invalid configuration: a: wrong')
    expect(new ConfigError(['a', 'b']).message).toBe('invalid configuration, 2 problems:\n  - a\n  - b')
    expect(new ConfigError(['a', 'b']).problems).toEqual(['a', 'b'])
  })
})

test('src/error-codes.ts is what its generator writes', () => {
  const file = new URL('../../src/error-codes.ts', import.meta.url)
  const before = readFileSync(file, 'utf8')
  const script = new URL('../../scripts/generate-error-codes.mjs', import.meta.url).pathname
  expect(execFileSync(process.execPath, [script, '--print'], { encoding: 'utf8' })).toBe(before)
})
