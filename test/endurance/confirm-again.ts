// What the tuner called better, against what there was, in slots that it has not seen.
import { pairedRatio, residualNoise } from '../../src/measure/paired.ts'
import { seeded, shuffled } from '../../src/measure/random.ts'
import type { Answer } from '../../src/tune/answer.ts'
import { Book } from '../../src/tune/book.ts'
import { type Effect, effectsOf } from '../../src/tune/effects.ts'
import { type Measure, nameOf } from '../../src/tune/figures.ts'
import type { Search } from '../../src/tune/find-settings.ts'
import { decidingFigure, isWithin, modeOf } from '../../src/tune/goal.ts'
import { CONFIDENCE } from '../../src/tune/tuner.ts'

export interface Repeated {
  readonly seed: number
  readonly date: string
  readonly blocks: number
  /** What decides: of the recommended settings ÷ of the current ones; the interval holds with 95 %. */
  readonly ratio: number | null
  readonly interval: readonly [number, number] | null
  readonly effects: readonly Effect[]
  readonly goalReached: boolean | null
  readonly voids: Readonly<Record<string, number>>
  /** Reliably better once more, and within the goal's limit where it has one and the tuner said so. */
  readonly holds: boolean
}

/** A slot of each in every block, in an order drawn anew. */
export async function confirmAgain(
  { goal, seed }: Pick<Search, 'goal' | 'seed'>,
  measure: Measure,
  answer: Pick<Answer, 'recommended' | 'current' | 'goalReached'>,
  blocks: number,
): Promise<Repeated> {
  const { recommended, current } = answer
  const random = seeded(seed)
  const book = new Book()
  for (let block = 1; block <= blocks; block++) {
    for (const settings of shuffled([recommended, current], random)) {
      const request = { phase: 'confirm', block, settings, mode: modeOf(goal) } as const
      book.add('confirm', block, settings, await measure(request))
    }
  }
  const table = book.table('confirm', decidingFigure(goal, book.figuresOf(current)))
  const options = { confidence: CONFIDENCE, seed }
  const paired = pairedRatio(table, nameOf(recommended), nameOf(current), residualNoise(table), options)
  const slots = book.figuresOf(recommended)
  const goalReached = goal.kind === 'latency' ? slots.length > 0 && isWithin(goal, slots, 1) : null
  const isBetter = paired.interval !== null && paired.interval[1] < 1
  return {
    seed,
    date: new Date().toISOString(),
    ...paired,
    effects: effectsOf(book, goal, 'confirm', recommended, current, seed),
    goalReached,
    voids: book.voids,
    holds: isBetter && (answer.goalReached !== true || goalReached === true),
  }
}
