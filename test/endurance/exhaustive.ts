// Every combination measured, to hold the tuner's choice against.
import { type PairedRatio, pairedRatio, residualNoise } from '../../src/measure/paired.ts'
import { seeded, shuffled } from '../../src/measure/random.ts'
import { Book } from '../../src/tune/book.ts'
import { type Measure, nameOf, type Settings } from '../../src/tune/figures.ts'
import type { Search } from '../../src/tune/find-settings.ts'
import { costOf, modeOf } from '../../src/tune/goal.ts'
import { rank } from '../../src/tune/search.ts'
import { candidatesOf, unique } from '../../src/tune/space.ts'

export interface Effort {
  /** With every combination. */
  readonly blocks: number
  /** The best of them, which meet in fresh blocks. */
  readonly finalists: number
  readonly finalBlocks: number
  /** In which the best of those meets the tuner's choice. */
  readonly duelBlocks: number
}

/** What measuring every combination gave. */
export interface Reference {
  readonly best: Settings | null
  /** Of the tuner's choice ÷ of the best, in blocks that chose neither. Exactly 1 where they are the same. */
  readonly duel: PairedRatio
  readonly combinations: number
  readonly slots: number
}

const CONFIDENCE = 0.95

/**
 * Every combination in every block; the best of them and `choice` in fresh blocks; the best of these against `choice` in
 * fresh blocks once more. Whoever is the best of ten has been lucky in the blocks that made him the best (by about one and a half
 * times what noise leaves of a median): only blocks that chose nobody tell how much better he is.
 */
export async function measureAll(
  { goal, base, space, seed }: Search,
  measure: Measure,
  choice: Settings,
  { blocks, finalists, finalBlocks, duelBlocks }: Effort,
): Promise<Reference> {
  const random = seeded(seed)
  const all = candidatesOf(space, base.current, base.keepsSticky)
  let block = 0
  let slots = 0
  const meet = async (contenders: readonly Settings[], count: number) => {
    const book = new Book()
    for (let each = 0; each < count; each++) {
      block++
      for (const settings of shuffled(contenders, random)) {
        const request = { phase: 'search', block, settings, mode: modeOf(goal) } as const
        book.add('search', block, settings, await measure(request))
        slots++
      }
    }
    return book.table('search', (figures) => costOf(goal, figures))
  }
  const better = rank(all, await meet(all, blocks)).slice(0, finalists)
  const last = unique([...better, choice])
  const best = rank(last, await meet(last, finalBlocks))[0] ?? null
  const isSame = best !== null && nameOf(best) === nameOf(choice)
  const table = best === null || isSame ? [] : await meet([best, choice], duelBlocks)
  const options = { confidence: CONFIDENCE, seed }
  const duel = isSame
    ? { blocks: 0, ratio: 1, interval: null }
    : pairedRatio(table, nameOf(choice), nameOf(best ?? choice), residualNoise(table), options)
  return { best, duel, combinations: all.length, slots }
}
