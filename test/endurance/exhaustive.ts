// Every combination measured, to hold the tuner's choice against.
import { seeded, shuffled } from '../../src/measure/random.ts'
import { median } from '../../src/measure/statistics.ts'
import { Book } from '../../src/tune/book.ts'
import { type Measure, nameOf, type Settings } from '../../src/tune/figures.ts'
import type { Search } from '../../src/tune/find-settings.ts'
import { costOf, type Goal, modeOf } from '../../src/tune/goal.ts'
import { candidatesOf, unique } from '../../src/tune/space.ts'

export interface Effort {
  /** With every combination. */
  readonly blocks: number
  /** The best of them, which meet the tuner's choice in fresh blocks. */
  readonly finalists: number
  readonly finalBlocks: number
}

export interface Scored {
  readonly settings: Settings
  /** Of the logarithm of the cost, over the block's median. */
  readonly score: number
}

/**
 * Every combination in every block; then the best of them and `others` meet in fresh blocks. Whoever is the best of a hundred has
 * been lucky as well, and the fresh blocks know nothing of that.
 * @returns of the fresh blocks, the cheapest first
 */
export async function measureAll(
  { goal, base, space, seed }: Search,
  measure: Measure,
  others: readonly Settings[],
  { blocks, finalists, finalBlocks }: Effort,
): Promise<{ ranked: Scored[]; combinations: number; slots: number }> {
  const random = seeded(seed)
  const all = candidatesOf(space, base.current, base.keepsSticky)
  let slots = 0
  const meet = async (contenders: readonly Settings[], count: number) => {
    const book = new Book()
    for (let block = 1; block <= count; block++) {
      for (const settings of shuffled(contenders, random)) {
        const request = { phase: 'search', block, settings, mode: modeOf(goal) } as const
        book.add('search', block, settings, await measure(request))
        slots++
      }
    }
    return rankedIn(book, goal, contenders)
  }
  const best = (await meet(all, blocks)).slice(0, finalists).map(({ settings }) => settings)
  const ranked = await meet(unique([...best, ...others]), finalBlocks)
  return { ranked, combinations: all.length, slots }
}

function rankedIn(book: Book, goal: Goal, contenders: readonly Settings[]): Scored[] {
  const table = book.table('search', (figures) => costOf(goal, figures))
  const middles = table.map((block) => median([...block.values()]))
  return contenders
    .map((settings) => {
      const own = nameOf(settings)
      const scores = table.flatMap((block, at) => (block.has(own) ? [block.get(own)! - middles[at]!] : []))
      return { settings, score: median(scores) }
    })
    .filter(({ score }) => Number.isFinite(score))
    .sort((a, b) => a.score - b.score)
}
