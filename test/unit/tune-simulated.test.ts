import { describe, expect, test } from 'vitest'
import { median } from '../../src/measure/statistics.js'
import { DEPTHS } from '../../src/tune/depth.js'
import type { Measure, Settings } from '../../src/tune/figures.js'
import { candidatesOf } from '../../src/tune/space.js'
import { tune } from '../../src/tune/tuner.js'
import { CURRENT, DEPTH, runSimulated, type SimulatedRun } from '../support/tune/simulated-run.js'
import { drawWorld, simulate } from '../support/tune/simulator.js'

const WORLDS = 50
const ran = new Map<number, Promise<SimulatedRun[]>>()

/** Once for all tests that look at them. */
function runAll(noise: number): Promise<SimulatedRun[]> {
  const runs =
    ran.get(noise) ?? Promise.all(Array.from({ length: WORLDS }, (_, at) => runSimulated(at + 1, noise)))
  ran.set(noise, runs)
  return runs
}

describe(`the tuner on ${WORLDS} simulated workloads`, () => {
  test.each([0.02, 0.05])('noise %d: within 5 % of the best in 95 % of them', async (noise) => {
    const runs = await runAll(noise)
    const near = runs.filter(({ regret }) => regret <= 0.05)
    expect(near.length).toBeGreaterThanOrEqual(0.95 * WORLDS)
    // Not by keeping what there is: the workloads are such that most of them gain.
    expect(runs.filter(({ outcome }) => outcome.verdict === 'better').length).toBeGreaterThan(WORLDS / 2)
  })

  test.each(['latency', 'max-throughput', 'min-cpu'])(
    '%s: at a quarter of the slots that measuring every combination takes',
    async (goal) => {
      const shares = (await runAll(0.02)).filter((run) => run.goal === goal).map(({ share }) => share)
      expect(shares.length).toBeGreaterThan(WORLDS / 4)
      expect(median(shares)).toBeLessThanOrEqual(0.25)
    },
  )

  // A setting that saved three quarters of the CPU, and was 3 % over the limit, was once the search's best; the
  // confirmation threw it out, and with it one that kept the limit and saved half.
  test('a limit that is missed by little is no bargain', async () => {
    const { outcome, regret } = await runSimulated(6, 0.02)
    expect(outcome.verdict).toBe('better')
    expect(regret).toBeLessThanOrEqual(0.05)
  })

  test.each([0.02, 0.05, 0.1, 0.2])('noise %d: what is called better is better', async (noise) => {
    const claims = (await runAll(noise)).filter(({ outcome }) => outcome.verdict === 'better')
    const wrong = claims.filter(({ foundToCurrent }) => foundToCurrent >= 1)
    expect(wrong.length).toBeLessThanOrEqual(0.05 * WORLDS)
  })

  test('noise 0.2: too noisy, instead of a guess', async () => {
    const runs = await runAll(0.2)
    const guesses = runs.filter(({ outcome, regret }) => outcome.verdict !== 'too-noisy' && regret > 0.05)
    expect(guesses.length).toBeLessThanOrEqual(0.05 * WORLDS)
    expect(runs.filter(({ outcome }) => outcome.verdict === 'too-noisy').length).toBeGreaterThan(0.8 * WORLDS)
  })
})

describe('settings that are all the same', () => {
  test.each([0.02, 0.1])('noise %d: at most 5 % false claims in 200 runs', async (noise) => {
    const world = drawWorld(1)
    const candidates = candidatesOf(DEPTHS.quick.space, CURRENT) as [Settings]
    const verdicts: string[] = []
    for (let seed = 1; seed <= 200; seed++) {
      const measure = simulate(world, noise, seed)
      // Whatever is asked for, the current settings are what is measured.
      const same: Measure = (request) => measure({ ...request, settings: CURRENT })
      const setup = {
        goal: { kind: 'max-throughput' } as const,
        candidates,
        defaults: CURRENT,
        depth: DEPTH,
        seed,
      }
      verdicts.push((await tune(setup, same)).verdict)
    }
    expect(verdicts.filter((verdict) => verdict === 'better').length).toBeLessThanOrEqual(10)
    if (noise === 0.02) expect(verdicts.filter((verdict) => verdict === 'keep').length).toBeGreaterThan(180)
  })
})
