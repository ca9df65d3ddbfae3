import type { Result, Slot } from './result.js'
import { bootstrapMedian, type Interval, median, standardDeviation, studentQuantile } from './statistics.js'

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

export interface Comparison {
  readonly contender: string
  readonly figure: FigureName
  /** Blocks in which both count. */
  readonly blocks: number
  /** Median over the blocks of the contender's figure ÷ the first one's; null without a block. */
  readonly ratio: number | null
  /** null: too few blocks for one. */
  readonly interval: Interval | null
  /** `none`: no difference shown. */
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
    return others.map((contender) =>
      compareOne(contender, figure, pairs(table, contender, first!), noise, {
        confidence,
        seed: result.seed,
      }),
    )
  })
}

/** With fewer nothing can be said of the noise that would deserve the name. */
const LEAST_BLOCKS = 3
/** The standard error of a median ÷ that of the mean, of many normal values; of few it is less. */
const MEDIAN_ERROR = Math.sqrt(Math.PI / 2)

/**
 * The interval is the wider of two, around the median ratio: the bootstrap's over the blocks, which knows nothing of how noise is
 * distributed, but with three blocks cannot be surer than 75 % (all three ratios on one side happen by chance once in
 * four times); and Student's, which can, from the noise of all contenders together.
 */
function compareOne(
  contender: string,
  figure: FigureName,
  differences: readonly number[],
  noise: Noise,
  { confidence, seed }: { confidence: number; seed: number },
): Comparison {
  const blocks = differences.length
  if (blocks === 0) return { contender, figure, blocks, ratio: null, interval: null, claim: 'none' }
  const middle = median(differences)
  const ratio = Math.exp(middle)
  if (blocks < LEAST_BLOCKS || noise.degrees < 1)
    return { contender, figure, blocks, ratio, interval: null, claim: 'none' }
  // A difference of two has the noise of both. One that is noisier than the rest is not helped by their calm.
  const deviation = Math.max(Math.SQRT2 * noise.deviation, standardDeviation(differences))
  const error = (MEDIAN_ERROR * deviation) / Math.sqrt(blocks)
  const beside = studentQuantile((1 + confidence) / 2, noise.degrees) * error
  const drawn = bootstrapMedian(differences, confidence, seed)
  const interval = [
    Math.exp(Math.min(drawn[0], middle - beside)),
    Math.exp(Math.max(drawn[1], middle + beside)),
  ] as const
  return { contender, figure, blocks, ratio, interval, claim: claimOf(interval, FIGURES[figure].better) }
}

function claimOf([low, high]: Interval, better: 'higher' | 'lower'): Comparison['claim'] {
  if (low <= 1 && high >= 1) return 'none'
  return low > 1 === (better === 'higher') ? 'better' : 'worse'
}

/** By block, the logarithm of the figure by contender. Ratios are differences of these. */
type Table = readonly ReadonlyMap<string, number>[]

function logarithms({ slots, blocks }: Result, figure: FigureName): Table {
  return Array.from({ length: blocks }, (_, at) => {
    const counting = slots.filter((slot) => slot.block === at + 1 && slot.void === null)
    const values = counting.map((slot) => [slot.contender, FIGURES[figure].of(slot)] as const)
    return new Map(
      values.flatMap(([name, value]) => (value !== null && value > 0 ? [[name, Math.log(value)]] : [])),
    )
  })
}

function pairs(table: Table, contender: string, first: string): number[] {
  return table.flatMap((block) => {
    const [own, other] = [block.get(contender), block.get(first)]
    return own === undefined || other === undefined ? [] : [own - other]
  })
}

interface Noise {
  /** Of one slot's logarithm. */
  readonly deviation: number
  /** On which the estimate rests. */
  readonly degrees: number
}

/**
 * What is left of the logarithms when each has lost its block's and its contender's mean: the noise of a two-way
 * layout. Of the blocks that are complete.
 */
function residualNoise(table: Table): Noise {
  const most = Math.max(0, ...table.map((block) => block.size))
  const whole = table.filter((block) => block.size === most)
  const degrees = (whole.length - 1) * (most - 1)
  if (degrees < 1) return { deviation: Number.NaN, degrees: 0 }
  const names = [...whole[0]!.keys()]
  const meanOf = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
  const byBlock = whole.map((block) => meanOf([...block.values()]))
  const byName = new Map(names.map((name) => [name, meanOf(whole.map((block) => block.get(name)!))]))
  const overall = meanOf(byBlock)
  const squares = whole.flatMap((block, at) =>
    names.map((name) => (block.get(name)! - byBlock[at]! - byName.get(name)! + overall) ** 2),
  )
  return { deviation: Math.sqrt(squares.reduce((sum, value) => sum + value, 0) / degrees), degrees }
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
