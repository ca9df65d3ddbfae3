import type { Slot } from '../measure/result.js'
import { type Answer, answerOf } from './answer.js'
import { prune, type Workload } from './arithmetic.js'
import type { Base } from './contenders.js'
import { type Depth, type Estimate, estimate } from './depth.js'
import type { Settings, SlotRequest } from './figures.js'
import { type Goal, rateOf } from './goal.js'
import { type Preflight, runPreflight, workloadOf } from './preflight.js'
import { candidatesOf, type Space } from './space.js'
import { LOOKS, tune } from './tuner.js'

/** What is looked for, and where. */
export interface Search {
  readonly goal: Goal
  readonly base: Base
  readonly space: Space
  readonly depth: Depth
  readonly seed: number
  readonly topic: Pick<Workload, 'partitions' | 'hasKeys'>
}

/** What will be done, before it is. */
export interface Planned {
  readonly combinations: number
  readonly measured: number
  readonly estimate: Estimate
  /** Of keys and values, where the first look at the confirmation decides; null: nobody knows how fast it goes. */
  readonly bytes: number | null
  /** null in a dry run. */
  readonly preflight: Preflight | null
}

/** Preflight, pruning, search, confirmation, answer. @throws TuneError where nothing can be measured */
export async function findSettings(
  search: Search,
  measure: (request: SlotRequest) => Promise<Slot>,
  onPlanned: (planned: Planned) => void,
): Promise<Answer> {
  const { goal, base, depth, seed, topic } = search
  let slots = 0
  const counted = async (request: SlotRequest) => {
    slots++
    return measure(request)
  }
  const preflight = await runPreflight(goal, base.current, counted)
  const workload = workloadOf(goal, preflight, { ...topic, isIdempotent: base.isIdempotent })
  const { all, kept, pruned } = candidatesFor(search, workload)
  onPlanned(plannedOf(search, { all, kept }, workload, preflight))
  const setup = { goal, candidates: kept, defaults: base.defaults, depth, seed }
  const outcome = await tune(setup, counted)
  return answerOf(setup, outcome, { workload, pruned, slots })
}

/** Of the brokers nothing is known: their round trip is taken as a millisecond. */
export function planWithoutBrokers(search: Search, meanBytes: number): Planned {
  const { goal, base, topic } = search
  const rate = rateOf(goal)
  const assumed = { roundTripMs: ASSUMED_ROUND_TRIP_MS, ceiling: ASSUMED_CEILING, meanBytes }
  const workload = workloadOf(goal, assumed, { ...topic, isIdempotent: base.isIdempotent })
  const planned = plannedOf(search, candidatesFor(search, workload), workload, null)
  return rate === null ? { ...planned, bytes: null } : planned
}

const ASSUMED_ROUND_TRIP_MS = 1
const ASSUMED_CEILING = 100_000

function candidatesFor({ goal, base, space }: Search, workload: Workload) {
  const all = candidatesOf(space, base.current, base.keepsSticky)
  const { kept, pruned } = prune(all, goal, workload)
  return { all, kept: kept as [Settings, ...Settings[]], pruned }
}

function plannedOf(
  { goal, depth }: Search,
  { all, kept }: { all: readonly Settings[]; kept: readonly Settings[] },
  { rate, meanBytes }: Workload,
  preflight: Preflight | null,
): Planned {
  const expected = estimate(kept.length, goal, depth, LOOKS)
  const seconds = expected.slots * expected.sendingSeconds
  return {
    combinations: all.length,
    measured: kept.length,
    estimate: expected,
    bytes: seconds * rate * meanBytes,
    preflight,
  }
}
