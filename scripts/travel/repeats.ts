// Trials take turns and are summed up: a median, and how far apart the runs were.
import type { Figures } from './trials.ts'

export const REPEATS = 3

export type Trial = readonly [name: string, run: () => Promise<Figures>]

/** A, B, C, A, B, C …: what disturbs the machine for a while disturbs all of them. */
export async function interleaved(trials: readonly Trial[], repeats = REPEATS) {
  const runs = new Map<string, Figures[]>()
  for (let repeat = 0; repeat < repeats; repeat++) {
    for (const [name, run] of trials) {
      const figures = await run()
      runs.set(name, [...(runs.get(name) ?? []), figures])
      console.log(`${name}  ${JSON.stringify(figures, (_, v) => (typeof v === 'number' ? round(v) : v))}`)
    }
  }
  return Object.fromEntries([...runs].map(([name, each]) => [name, summary(each)]))
}

function summary(runs: readonly Figures[]) {
  const names = Object.keys(runs[0]!)
  return Object.fromEntries(
    names.map((name) => {
      const sorted = runs.map((run) => run[name]!).sort((a, b) => a - b)
      return [
        name,
        {
          median: round(sorted[Math.floor(sorted.length / 2)]!),
          min: round(sorted[0]!),
          max: round(sorted.at(-1)!),
        },
      ]
    }),
  )
}

/** Four significant digits: more would be a promise. */
export function round(value: number): number {
  return Number(value.toPrecision(4))
}
