// The tuner on one simulated workload, held against the best of the whole space by the same formula.
import { prune } from '../../../src/tune/arithmetic.js'
import { DEPTHS, type Depth } from '../../../src/tune/depth.js'
import type { Measure, Settings } from '../../../src/tune/figures.js'
import { costOf, type Goal, rateOf } from '../../../src/tune/goal.js'
import { candidatesOf } from '../../../src/tune/space.js'
import { type Outcome, tune } from '../../../src/tune/tuner.js'
import { drawWorld, ideal, type SimulatedWorld, simulate } from './simulator.js'

/** librdkafka's defaults. */
export const CURRENT: Settings = { 'linger.ms': '5', 'batch.size': '1000000', 'compression.type': 'none' }
export const DEPTH: Depth = DEPTHS.standard
/** Those of the preflight, which the simulation does without. */
const PREFLIGHT_SLOTS = 2

export interface SimulatedRun {
  readonly seed: number
  readonly goal: Goal['kind']
  readonly outcome: Outcome
  /** Of what is recommended, over the best of the whole space: 0.05 is 5 % dearer. */
  readonly regret: number
  /** The true gain of a claim. */
  readonly foundToCurrent: number
  /** Everything that was measured ÷ every combination in as many blocks as one look at the confirmation has. */
  readonly share: number
}

/** A third of the workloads for each kind of goal. */
function goalFor(seed: number, { rate }: SimulatedWorld): Goal {
  const kind = (['latency', 'max-throughput', 'min-cpu'] as const)[seed % 3]!
  if (kind === 'latency') return { kind, percentile: 'p99', limitMs: 20, rate }
  return kind === 'min-cpu' ? { kind, rate } : { kind }
}

/** @param noise of a slot, as `simulate` takes it */
export async function runSimulated(seed: number, noise: number): Promise<SimulatedRun> {
  const world = drawWorld(seed)
  const goal = goalFor(seed, world)
  const all = candidatesOf(DEPTH.space, CURRENT)
  const rate = rateOf(goal) ?? ideal(CURRENT, world, null).rate!
  const { kept } = prune(all, goal, { ...world, rate })
  const setup = { goal, candidates: kept as [Settings], defaults: CURRENT, depth: DEPTH, seed }
  const measure = simulate(world, noise, seed)
  let slots = PREFLIGHT_SLOTS
  const counted: Measure = (request) => {
    slots++
    return measure(request)
  }
  const outcome = await tune(setup, counted)
  // Held against the whole space: what was pruned may have been the best.
  const cost = (settings: Settings) => costOf(goal, ideal(settings, world, rateOf(goal)))!
  const taken = outcome.verdict === 'better' ? outcome.found! : CURRENT
  return {
    seed,
    goal: goal.kind,
    outcome,
    regret: cost(taken) / Math.min(...all.map(cost)) - 1,
    foundToCurrent: cost(outcome.found ?? CURRENT) / cost(CURRENT),
    share: slots / (all.length * DEPTH.confirmBlocks),
  }
}
