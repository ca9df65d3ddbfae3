import type { Book } from './book.js'
import { middleOf, readersFor } from './effects.js'
import type { Settings } from './figures.js'
import type { Goal } from './goal.js'

/** One of the settings that were tried, by the medians of its slots in the search. */
export interface Tried {
  readonly settings: Settings
  readonly slots: number
  readonly figures: Readonly<Record<string, number>>
  /** Nothing else was better in one of the goal's figure and the CPU a message, and as good in the other. */
  readonly isOnFront: boolean
}

/** All that were tried and measured, those of the front first, then by the goal's figure. */
export function triedIn(book: Book, goal: Goal, candidates: readonly Settings[]): Tried[] {
  const readers = readersFor(goal)
  const rows = candidates.flatMap((settings) => {
    const slots = book.figuresOf(settings, 'search')
    const figures = Object.fromEntries(
      readers.flatMap(([name, read]) => {
        const value = middleOf(slots, read)
        return value === null ? [] : [[name, value]]
      }),
    )
    return slots.length === 0 ? [] : [{ settings, slots: slots.length, figures }]
  })
  // More messages a second are better, of all else less.
  const costs = rows.map(({ figures: { rate, latency, cpu } }) => [
    rate === undefined ? (latency ?? 0) : -rate,
    cpu ?? 0,
  ])
  const marked = rows.map((row, at) => ({
    ...row,
    isOnFront: !costs.some((other) => dominates(other, costs[at]!)),
    order: costs[at]![0]!,
  }))
  return marked
    .sort((a, b) => Number(b.isOnFront) - Number(a.isOnFront) || a.order - b.order)
    .map(({ order: _, ...tried }) => tried)
}

function dominates(a: readonly number[], b: readonly number[]): boolean {
  return a.every((value, at) => value <= b[at]!) && a.some((value, at) => value < b[at]!)
}
