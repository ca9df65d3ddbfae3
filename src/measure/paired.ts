import {
  bootstrapMedian,
  type Interval,
  mean,
  median,
  standardDeviation,
  studentQuantile,
} from './statistics.js'

/** By block, the logarithm of a figure by contender. Ratios inside a block are differences of these. */
export type Table = readonly ReadonlyMap<string, number>[]

/** Of one contender's figure and another's. */
export interface PairedRatio {
  /** Those in which both count. */
  readonly blocks: number
  /** The median over the blocks; null without a block. */
  readonly ratio: number | null
  /** null: too few blocks for one. */
  readonly interval: Interval | null
}

export interface Noise {
  /** Of one slot's logarithm. */
  readonly deviation: number
  /** On which the estimate rests. */
  readonly degrees: number
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
export function pairedRatio(
  table: Table,
  contender: string,
  first: string,
  noise: Noise,
  { confidence, seed }: { readonly confidence: number; readonly seed: number },
): PairedRatio {
  const differences = pairs(table, contender, first)
  const blocks = differences.length
  if (blocks === 0) return { blocks, ratio: null, interval: null }
  const middle = median(differences)
  const ratio = Math.exp(middle)
  if (blocks < LEAST_BLOCKS || noise.degrees < 1) return { blocks, ratio, interval: null }
  // A difference of two has the noise of both. One that is noisier than the rest is not helped by their calm.
  const deviation = Math.max(Math.SQRT2 * noise.deviation, standardDeviation(differences))
  const error = (MEDIAN_ERROR * deviation) / Math.sqrt(blocks)
  const beside = studentQuantile((1 + confidence) / 2, noise.degrees) * error
  const drawn = bootstrapMedian(differences, confidence, seed)
  const interval = [
    Math.exp(Math.min(drawn[0], middle - beside)),
    Math.exp(Math.max(drawn[1], middle + beside)),
  ] as const
  return { blocks, ratio, interval }
}

function pairs(table: Table, contender: string, first: string): number[] {
  return table.flatMap((block) => {
    const [own, other] = [block.get(contender), block.get(first)]
    return own === undefined || other === undefined ? [] : [own - other]
  })
}

/**
 * What is left of the logarithms when each has lost its block's and its contender's mean: the noise of a two-way
 * layout. Of the blocks that are complete.
 */
export function residualNoise(table: Table): Noise {
  const most = Math.max(0, ...table.map((block) => block.size))
  const whole = table.filter((block) => block.size === most)
  const degrees = (whole.length - 1) * (most - 1)
  if (degrees < 1) return { deviation: Number.NaN, degrees: 0 }
  const names = [...whole[0]!.keys()]
  const byBlock = whole.map((block) => mean([...block.values()]))
  const byName = new Map(names.map((name) => [name, mean(whole.map((block) => block.get(name)!))]))
  const overall = mean(byBlock)
  const squares = whole.flatMap((block, at) =>
    names.map((name) => (block.get(name)! - byBlock[at]! - byName.get(name)! + overall) ** 2),
  )
  return { deviation: Math.sqrt(squares.reduce((sum, value) => sum + value, 0) / degrees), degrees }
}
