import type { Table } from '../measure/paired.js'
import { seeded, shuffled } from '../measure/random.js'
import { median } from '../measure/statistics.js'
import type { Round } from './depth.js'
import { nameOf, type Settings } from './figures.js'

/** One block: each of these once, in this order. */
export type RunBlock = (contenders: readonly Settings[]) => Promise<Table>

/**
 * Successive halving: after each round the better part goes on and meets more often. Ranks come from everything that
 * was measured so far; whoever is left has met all others that are left in every block.
 * @param runBlock measures, and gives all blocks of the search until now
 * @returns the contenders of the last round, the best first; none where no slot counted
 */
export async function halve(
  contenders: readonly Settings[],
  rounds: readonly Round[],
  seed: number,
  runBlock: RunBlock,
): Promise<Settings[]> {
  const random = seeded(seed)
  let left = [...contenders]
  for (const { contenders: most, blocks } of rounds) {
    left = left.slice(0, most)
    let table: Table = []
    for (let block = 0; block < blocks; block++) table = await runBlock(shuffled(left, random))
    left = rank(left, table)
  }
  return left
}

/** The cheapest first. What was void in half of its blocks or more does not go on. */
export function rank(contenders: readonly Settings[], table: Table): Settings[] {
  const names = contenders.map(nameOf)
  const middles = table.map((block) => median(names.flatMap((name) => block.get(name) ?? [])))
  const scored = contenders.map((settings) => {
    const name = nameOf(settings)
    const scores = table.flatMap((block, at) => (block.has(name) ? [block.get(name)! - middles[at]!] : []))
    return { settings, score: median(scores), counts: scores.length > table.length / 2 }
  })
  return scored
    .filter(({ counts }) => counts)
    .sort((a, b) => a.score - b.score)
    .map(({ settings }) => settings)
}
