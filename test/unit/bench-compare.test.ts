import { describe, expect, test } from 'vitest'
import { compare, resolution } from '../../src/measure/compare.js'
import { type Simulation, simulate } from '../support/bench-result.js'

const SAME = [{ name: 'A' }, { name: 'B' }]

/** Of so many runs of identical settings those in which anything was claimed. */
function falseClaims(runs: number, simulation: Simulation): number {
  const seeds = Array.from({ length: runs }, (_, index) => index + 1)
  const claims = seeds.filter((seed) =>
    compare(simulate({ kind: 'aa', contenders: SAME, seed, samples: 0, ...simulation })).some(
      ({ claim }) => claim !== 'none',
    ),
  )
  return claims.length
}

describe('200 simulated A/A runs: at most one in twenty claims a difference', () => {
  test.each([
    { blocks: 3, noise: 0.02, disturbed: 0 },
    { blocks: 3, noise: 0.2, disturbed: 10 },
    { blocks: 5, noise: 0.1, disturbed: 0 },
    { blocks: 10, noise: 0.05, disturbed: 10 },
  ])('$blocks blocks, noise $noise, $disturbed of 100 slots disturbed', (simulation) => {
    expect(falseClaims(200, simulation)).toBeLessThanOrEqual(10)
  })
})

describe('a difference', () => {
  const contenders = [{ name: 'slow' }, { name: 'fast', factor: 1.5 }]

  test('that is there is found, with an interval that holds it', () => {
    const seeds = Array.from({ length: 100 }, (_, index) => index + 1)
    const found = seeds.map((seed) =>
      compare(simulate({ contenders, blocks: 5, noise: 0.03, seed, samples: 0 })),
    )
    const rates = found.map(([rate]) => rate!)
    expect(rates.every(({ figure, contender }) => figure === 'rate' && contender === 'fast')).toBe(true)
    expect(rates.filter(({ claim }) => claim === 'better').length).toBeGreaterThanOrEqual(95)
    const holding = rates.filter(({ interval }) => interval![0] <= 1.5 && interval![1] >= 1.5)
    expect(holding.length).toBeGreaterThanOrEqual(95)
  })

  test('is not claimed where the noise is as large', () => {
    const found = compare(simulate({ contenders, blocks: 3, noise: 0.6 }))
    expect(found.map(({ claim }) => claim)).toEqual(['none', 'none'])
    expect(resolution(found, 'rate')).toBeGreaterThan(0.5)
  })

  test('what the machine does to a whole block is no noise', () => {
    const calm = compare(simulate({ contenders, blocks: 5, noise: 0.03 }))[0]!
    const stormy = simulate({ contenders, blocks: 5, noise: 0.03 })
    const slots = stormy.slots.map((slot) => ({ ...slot, rate: slot.rate! / (slot.block === 2 ? 5 : 1) }))
    const [first, last] = compare({ ...stormy, slots })[0]!.interval!
    expect([first, last].map((end) => end.toFixed(9))).toEqual(calm.interval!.map((end) => end.toFixed(9)))
  })

  test('which way is better depends on the figure', () => {
    const found = compare(simulate({ contenders, blocks: 5, noise: 0.01 }))
    expect(found.map(({ figure, claim }) => [figure, claim])).toEqual([
      ['rate', 'better'],
      ['cpu', 'better'],
    ])
    expect(found[0]!.ratio).toBeGreaterThan(1)
    expect(found[1]!.ratio).toBeLessThan(1)
  })

  test('at a set rate the latency from the due time is judged, and not the rate', () => {
    const mode = { kind: 'rate', messagesPerSecond: 1000 } as const
    expect(compare(simulate({ contenders, mode })).map(({ figure }) => figure)).toEqual(['p99', 'cpu'])
  })
})

describe('void slots and few blocks', () => {
  const contenders = [{ name: 'A' }, { name: 'B', factor: 3 }]

  test('a void slot counts for nothing: its block is left out', () => {
    const isVoid = (block: number, contender: string) => block === 2 && contender === 'B'
    const result = simulate({ contenders, blocks: 5, noise: 0.01, isVoid })
    const slots = result.slots.map((slot) => (slot.void === null ? slot : { ...slot, rate: 1e9 }))
    expect(compare({ ...result, slots })[0]).toMatchObject({ blocks: 4, claim: 'better' })
    expect(compare({ ...result, slots })[0]!.ratio).toBeCloseTo(3, 1)
  })

  test('a slot that was run again counts instead of the void one', () => {
    const result = simulate({ contenders, blocks: 3, noise: 0.01 })
    const again = { ...result.slots[0]!, void: { rule: 'steal', reason: 'steal' } as const }
    expect(compare({ ...result, slots: [again, ...result.slots] })).toEqual(compare(result))
  })

  test.each([1, 2])('%i blocks say nothing', (blocks) => {
    for (const comparison of compare(simulate({ contenders, blocks, noise: 0 }))) {
      expect(comparison).toMatchObject({ blocks, interval: null, claim: 'none' })
    }
  })

  test('no slot that counts, no ratio', () => {
    expect(compare(simulate({ contenders, isVoid: () => true }))[0]).toMatchObject({ blocks: 0, ratio: null })
  })
})

test('the same file gives the same intervals', () => {
  const result = simulate({ blocks: 5 })
  expect(compare(result)).toEqual(compare(JSON.parse(JSON.stringify(result))))
})
