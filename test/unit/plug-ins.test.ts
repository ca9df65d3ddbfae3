import { describe, expect, test } from 'vitest'
import { MessageError } from '../../src/errors.js'
import { ask } from '../../src/partitioners/plug-in.js'
import { thrown } from '../support/producers.js'

describe('the answer of a plug-in', () => {
  test('a number below the count passes', () => {
    expect(ask('choose', 'orders', () => 6, 7, 'which has 7 partitions')).toBe(6)
    expect(ask('hash', 'orders', () => 0xffffffff, 2 ** 32, '')).toBe(0xffffffff)
  })

  const BAD: [what: string, answer: unknown, got: string][] = [
    ['as many as there are', 7, 'got 7'],
    ['negative', -1, 'got -1'],
    ['NaN', Number.NaN, 'got NaN'],
    ['no whole number', 1.5, 'got 1.5'],
    ['infinite', Number.POSITIVE_INFINITY, 'got Infinity'],
    ['text', '3', "got '3'"],
    ['nothing', undefined, 'got undefined'],
    ['null', null, 'got null'],
    ['a bigint', 3n, 'got 3'],
    ['a promise', async () => 3, 'a promise (choose must answer at once)'],
    ['a promise that fails', async () => Promise.reject(new Error('later')), 'a promise'],
  ]

  test.for(BAD)('%s is an error that names topic, value and count', ([, answer, got]) => {
    const call = typeof answer === 'function' ? answer : () => answer
    const error = thrown(() => ask('choose', 'orders', call as never, 7, 'which has 7 partitions'))
    expect(error).toBeInstanceOf(MessageError)
    expect(error).toMatchObject({ code: '_INVALID_ARG' })
    for (const part of ["'orders'", '7 partitions', 'from 0 to 6', got]) expect(error.message).toContain(part)
  })

  test('what it throws is the cause', () => {
    const cause = new RangeError('no such region')
    const call = () => {
      throw cause
    }
    const error = thrown(() => ask('choose', 'orders', call, 7, 'which has 7 partitions'))
    expect(error).toBeInstanceOf(MessageError)
    expect(error.message).toContain(
      "choose of the partitioner threw for topic 'orders', which has 7 partitions: no such region",
    )
    expect(error.cause).toBe(cause)
  })
})
