import { type PairedRatio, pairedRatio, residualNoise, type Table } from './paired.js'
import type { Result, Slot } from './result.js'
import type { Interval } from './statistics.js'

/** Figures of a slot that can be compared: a number, and which way is better. */
export const FIGURES = {
  rate: { better: 'higher', of: (slot: Slot) => slot.rate },
  p50: { better: 'lower', of: (slot: Slot) => (slot.intended ?? slot.service)?.p50Us ?? null },
  p99: { better: 'lower', of: (slot: Slot) => (slot.intended ?? slot.service)?.p99Us ?? null },
  cpu: { better: 'lower', of: (slot: Slot) => slot.cpuUs },
} as const

export type FigureName = keyof typeof FIGURES

/** What a run is judged by. More figures would be more chances of a false claim, and so wider intervals for all. */
export const JUDGED: Record<Result['mode']['kind'], readonly FigureName[]> = {
  // At a set rate all are equally fast.
  rate: ['p99', 'cpu'],
  'full-speed': ['rate', 'cpu'],
  outstanding: ['rate', 'cpu'],
}

/** The contender's figure ÷ the first one's. */
export interface Comparison extends PairedRatio {
  readonly contender: string
  readonly figure: FigureName
  readonly claim: 'better' | 'worse' | 'none'
}

/**
 * Each contender against the first, in the figures that the mode is judged by. Claims hold together: all of them are
 * right with the result's confidence.
 */
export function compare(result: Result): Comparison[] {
  const figures = JUDGED[result.mode.kind]
  const [first, ...others] = result.contenders.map(({ name }) => name)
  // Bonferroni's: with many comparisons each has to be surer.
  const confidence = 1 - (1 - result.confidence) / Math.max(1, others.length * figures.length)
  return figures.flatMap((figure) => {
    const table = logarithms(result, figure)
    const noise = residualNoise(table)
    return others.map((contender) => {
      const paired = pairedRatio(table, contender, first!, noise, { confidence, seed: result.seed })
      const { interval } = paired
      const claim = interval === null ? 'none' : claimOf(interval, FIGURES[figure].better)
      return { contender, figure, ...paired, claim } as const
    })
  })
}

function claimOf([low, high]: Interval, better: 'higher' | 'lower'): Comparison['claim'] {
  if (low <= 1 && high >= 1) return 'none'
  return low > 1 === (better === 'higher') ? 'better' : 'worse'
}

function logarithms({ slots, blocks }: Result, figure: FigureName): Table {
  return Array.from({ length: blocks }, (_, at) => {
    const counting = slots.filter((slot) => slot.block === at + 1 && slot.void === null)
    const values = counting.map((slot) => [slot.contender, FIGURES[figure].of(slot)] as const)
    return new Map(
      values.flatMap(([name, value]) => (value !== null && value > 0 ? [[name, Math.log(value)]] : [])),
    )
  })
}

/**
 * What an A/A run, or any comparison, could not have told apart from nothing: half of the widest interval, as a share.
 * null: too few blocks.
 */
export function resolution(comparisons: readonly Comparison[], figure: FigureName): number | null {
  const widths = comparisons.flatMap(({ figure: own, interval, ratio }) =>
    own === figure && interval !== null ? [Math.max(interval[1] / ratio!, ratio! / interval[0]) - 1] : [],
  )
  return widths.length === 0 ? null : Math.max(...widths)
}
