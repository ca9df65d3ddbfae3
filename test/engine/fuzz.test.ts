import { expect, test } from 'vitest'
import { fuzz } from '../fuzz/fuzz.js'

// The long form is `npm run fuzz`, its result test/fuzz/result.json.
test.for(['native', 'binding'] as const)(
  '5,000 random calls on the engine %s: each ends in a result or a typed error, and the ledger adds up',
  { timeout: 60_000 },
  async (engine) => {
    const { calls, crashes, faults, outcomes } = await fuzz(engine, 20_000, 5000)
    expect({ crashes, faults }).toEqual({ crashes: [], faults: [] })
    expect(calls).toBe(5000)
    // It fired at what it was meant to fire at; how often depends on when callbacks run.
    const fired = ['produce: returned', 'send: resolved', 'flush: resolved', 'close: resolved']
    for (const each of fired) {
      expect(outcomes[each]).toBeGreaterThan(2)
    }
    const transactional = Object.keys(outcomes).filter((each) => /ransaction: resolved$/.test(each))
    if (engine === 'native') expect(transactional.length).toBeGreaterThan(1)
    expect(outcomes['produce: MessageError _INVALID_ARG']).toBeGreaterThan(100)
  },
)
