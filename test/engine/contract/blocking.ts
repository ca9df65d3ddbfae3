import { expect } from 'vitest'
import type { ProducerOptions } from '../../../src/index.js'
import { MOCK, NOBODY, thrown } from '../../support/producers.js'
import type { Contract } from './contract.js'

/** pollSync and flushSync: the same promises, on this thread. */
export function blocking(contract: Contract): void {
  const open = (options: ProducerOptions) => contract.open(options)
  const message = { topic: 'a', value: 'x' }

  contract.statement([63], 'pollSync comes back with the first callback, or after its time', () => {
    const producer = open({ ...MOCK, poll: 'manual', 'linger.ms': 50 })
    expect(producer.pollSync()).toBe(0)
    const before = performance.now()
    expect(producer.pollSync(80)).toBe(0)
    expect(performance.now() - before).toBeGreaterThanOrEqual(79)
    let ran = 0
    producer.produce(message, () => ran++)
    expect(producer.pollSync(-1)).toBe(1)
    expect(ran).toBe(1)
  })

  contract.statement(
    [68, 71, 72],
    'flushSync overrides linger, and 0 means that every callback has run',
    () => {
      const producer = open({ ...MOCK, 'linger.ms': 60_000 })
      let ran = 0
      for (let count = 0; count < 5000; count++) producer.produce(message, () => ran++)
      const before = performance.now()
      expect(producer.flushSync()).toBe(0)
      expect(performance.now() - before).toBeLessThan(10_000)
      expect(ran).toBe(5000)
      expect(producer.flushSync(0)).toBe(0)
      const stuck = open(NOBODY)
      stuck.produce(message)
      expect(stuck.flushSync(0)).toBe(1)
      expect(stuck.flushSync(100)).toBe(1)
    },
  )

  contract.statement([59, 76], 'what a callback throws comes out of them; no other report is lost', () => {
    const producer = open(MOCK)
    const ran: number[] = []
    for (let index = 0; index < 10; index++) {
      producer.produce({ ...message, partition: 0 }, () => {
        ran.push(index)
        if (index === 3) throw new Error('from a callback')
      })
    }
    expect(thrown(() => producer.flushSync()).message).toBe('from a callback')
    expect(producer.flushSync()).toBe(0)
    expect(ran).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
  })

  contract.statement([72], 'inside a callback they are refused: they could never end', () => {
    const producer = open(MOCK)
    const errors: Error[] = []
    producer.produce(message, () => {
      errors.push(
        thrown(() => producer.flushSync()),
        thrown(() => producer.pollSync(-1)),
      )
    })
    expect(producer.flushSync()).toBe(0)
    expect(errors.map((error) => (error as unknown as { code: string }).code)).toEqual(['_STATE', '_STATE'])
  })

  contract.statement([67], 'after close they say so', async () => {
    const producer = open(MOCK)
    await producer.close()
    expect(thrown(() => producer.pollSync()).message).toContain('pollSync after close')
    expect(thrown(() => producer.flushSync()).message).toContain('flushSync after close')
  })
}
