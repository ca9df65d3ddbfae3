import { describe, expect, test } from 'vitest'
import { KINDS, kindOf } from '../../src/engine/addon.js'
import type { Ledger } from '../../src/index.js'
import { openWithClient } from '../support/native-client.js'
import { MOCK, openProducer, rejection } from '../support/producers.js'

describe.for(['native', 'binding'] as const)('what the fuzzer found, engine %s', (engine) => {
  // close → its flush runs the callbacks that are due → one of them calls close, which knows nothing of the first →
  // the client was ended twice, and the process with it: SIGSEGV, or an assertion of Node's.
  test('a callback that close itself runs calls close: both get the one ledger', async () => {
    const producer = openProducer({ ...MOCK, engine, poll: 'manual', 'linger.ms': 50 })
    let inside: Promise<Ledger> | undefined
    const message = { topic: 'a', value: 'x', partition: 0 }
    producer.produce(message, () => {
      throw new Error('made up')
    })
    producer.produce(message, () => {
      inside = producer.close()
    })
    // Both reports came in one batch: the poll ended at the first, and close finds the second.
    expect(await rejection(producer.poll(-1))).toMatchObject({ message: 'made up' })
    const ledger = await producer.close()
    expect(ledger).toEqual({ accepted: 2, delivered: 2, failed: 0, outstanding: 0 })
    expect(await inside).toBe(ledger)
  })

  // It was never served again, and waited for ever.
  test('close ends a poll(-1) that waits', async () => {
    const producer = openProducer({ ...MOCK, engine })
    const poll = producer.poll(-1)
    await producer.close()
    expect(await poll).toBe(0)
  })
})

test('the addon refuses what comes after the end of its client', async () => {
  const { producer, client } = openWithClient(MOCK)
  await producer.close()
  expect(() => client.close()).toThrow('a second time')
  expect(() => client.purge(3)).toThrow('closed')
  expect(() => client.metadata(-1, 10)).toThrow('closed')
  client.numbers[KINDS] = kindOf('x')
  expect(client.produce(null, 'x')).toBe(-197)
})
