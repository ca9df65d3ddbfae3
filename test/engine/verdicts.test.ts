import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Producer } from '../../src/index.js'
import { thrown } from '../support/producers.js'
import { compare, PRESET_NAMES } from '../support/verdicts/compare.js'
import { configuration } from '../support/verdicts/configurations.js'

const SEED = 20260801

describe("our verdict and librdkafka's", () => {
  // 100,000 of them: scripts/verdicts.ts, whose result is docs/measurements/config-verdicts.json.
  test('agree on 3,000 random configurations, but for where we are stricter and say why', {
    timeout: 120_000,
  }, () => {
    const seen = new Map<string, number>()
    fc.assert(
      fc.property(configuration, fc.constantFrom(...PRESET_NAMES), (options, preset) => {
        const { outcome } = compare(options, preset)
        const kind = outcome.replace(/:.*/s, '')
        seen.set(kind, (seen.get(kind) ?? 0) + 1)
        if (kind === 'WRONG') throw new Error(outcome)
      }),
      { seed: SEED, numRuns: 3000, endOnFailure: true },
    )
    // Neither side says yes, or no, to everything.
    for (const kind of ['both accept', 'both refuse', 'stricter']) expect(seen.get(kind)).toBeGreaterThan(100)
  })

  test('what only OpenSSL can judge comes from librdkafka, as a ConfigError', () => {
    const options = {
      'bootstrap.servers': '127.0.0.1:1',
      'security.protocol': 'ssl',
      'ssl.cipher.suites': 'NOPE',
    } as const
    const error = thrown(() => new Producer({ ...options, engine: 'native' }))
    expect(error).toMatchObject({ name: 'ConfigError', code: '_INVALID_ARG' })
    expect(error.message).toContain('ssl.cipher.suites')
  })
})
