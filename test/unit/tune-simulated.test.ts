import { describe, expect, test } from 'vitest'
import { prune } from '../../src/tune/arithmetic.js'
import { DEPTHS, type Depth } from '../../src/tune/depth.js'
import type { Measure, Settings } from '../../src/tune/figures.js'
import { costOf, type Goal, rateOf } from '../../src/tune/goal.js'
import { candidatesOf } from '../../src/tune/space.js'
import { type Outcome, tune } from '../../src/tune/tuner.js'
import { drawWorld, ideal, type SimulatedWorld, simulate } from '../support/tune/simulator.js'

const WORLDS = 50
const CURRENT: Settings = { 'linger.ms': '5', 'batch.size': '1000000', 'compression.type': 'none' }
const DEPTH: Depth = DEPTHS.standard

interface Run {
  readonly outcome: Outcome
  /** Of what is recommended, over the best of the whole space: 0.05 is 5 % dearer. */
  readonly regret: number
  /** The true gain of a claim. */
  readonly foundToCurrent: number
}

/** A third of the workloads for each kind of goal. */
function goalFor(seed: number, { rate }: SimulatedWorld): Goal {
  const kind = (['latency', 'max-throughput', 'min-cpu'] as const)[seed % 3]!
  if (kind === 'latency') return { kind, percentile: 'p99', limitMs: 20, rate }
  return kind === 'min-cpu' ? { kind, rate } : { kind }
}

async function run(seed: number, noise: number): Promise<Run> {
  const world = drawWorld(seed)
  const goal = goalFor(seed, world)
  const all = candidatesOf(DEPTH.space, CURRENT)
  const rate = rateOf(goal) ?? ideal(CURRENT, world, null).rate!
  const { kept } = prune(all, goal, { ...world, rate })
  const setup = { goal, candidates: kept as [Settings], defaults: CURRENT, depth: DEPTH, seed }
  const outcome = await tune(setup, simulate(world, noise, seed))
  // Held against the whole space: what was pruned may have been the best.
  const cost = (settings: Settings) => costOf(goal, ideal(settings, world, rateOf(goal)))!
  const taken = outcome.verdict === 'better' ? outcome.found! : CURRENT
  return {
    outcome,
    regret: cost(taken) / Math.min(...all.map(cost)) - 1,
    foundToCurrent: cost(outcome.found ?? CURRENT) / cost(CURRENT),
  }
}

const ran = new Map<number, Promise<Run[]>>()

/** Once for all tests that look at them. */
function runAll(noise: number): Promise<Run[]> {
  const runs = ran.get(noise) ?? Promise.all(Array.from({ length: WORLDS }, (_, at) => run(at + 1, noise)))
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
