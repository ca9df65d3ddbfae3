/** Where a worker can be struck, in the order in which it comes by. */
export const STEPS = [
  'begun',
  'half produced',
  'produced',
  'offsets sent',
  'committing',
  'committed',
] as const
export type Step = (typeof STEPS)[number]

/** In which batch since its start, counted from 1, and where in it. */
export interface CrashPoint {
  batch: number
  step: Step
}

/** As many points as wanted: random, and the same for the same seed. */
export function crashPoints(count: number, seed: number): CrashPoint[] {
  const random = seeded(seed)
  const upTo = (limit: number) => Math.floor(random() * limit)
  return Array.from({ length: count }, () => ({ batch: 1 + upTo(3), step: STEPS[upTo(STEPS.length)]! }))
}

/** No exit handler, no destructor, no last flush: as when the machine loses its power. */
export function crash(): never {
  process.kill(process.pid, 'SIGKILL')
  throw new Error('unreachable')
}

/** A linear congruential generator (the constants of Numerical Recipes): poor, but good enough to pick steps. */
function seeded(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
}
