import { seeded } from './random.js'

/** From the first up to the second, with the two. */
export type Interval = readonly [number, number]

/** numpy's `median`. NaN where there are no values. */
export function median(values: readonly number[]): number {
  return quantile(values, 0.5)
}

/** numpy's `quantile` with its default method, `linear` (Hyndman and Fan's type 7). NaN where there are no values. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = Float64Array.from(values).sort()
  const place = (sorted.length - 1) * share
  const below = Math.floor(place)
  const [low, high] = [
    sorted[below] ?? Number.NaN,
    sorted[Math.min(below + 1, sorted.length - 1)] ?? Number.NaN,
  ]
  return low + (high - low) * (place - below)
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

/** Of a sample: ÷ (n − 1). NaN below two values. */
export function standardDeviation(values: readonly number[]): number {
  const middle = mean(values)
  const squares = values.reduce((sum, value) => sum + (value - middle) ** 2, 0)
  return values.length < 2 ? Number.NaN : Math.sqrt(squares / (values.length - 1))
}

export const RESAMPLES = 4000

/**
 * The percentile bootstrap's interval of the median (Efron): the medians of so many samples drawn from the sample.
 * @param confidence 0.95 for 95 %
 */
export function bootstrapMedian(values: readonly number[], confidence: number, seed: number): Interval {
  const random = seeded(seed)
  const sample = new Float64Array(values.length)
  const medians = Array.from({ length: RESAMPLES }, () => {
    for (let at = 0; at < sample.length; at++) sample[at] = values[Math.floor(random() * values.length)]!
    sample.sort()
    const middle = (sample.length - 1) / 2
    return (sample[Math.floor(middle)]! + sample[Math.ceil(middle)]!) / 2
  })
  const beyond = (1 - confidence) / 2
  return [quantile(medians, beyond), quantile(medians, 1 - beyond)]
}

/**
 * The quantile of Student's t: `scipy.stats.t.ppf(share, degrees)`.
 * @param share above 0.5 and below 1
 * @param degrees of freedom, at least 1
 */
export function studentQuantile(share: number, degrees: number): number {
  // By halving: the tail falls with t, from one half at 0. 200 halvings are more than a double has bits.
  const tail = 1 - share
  let [low, high] = [0, 1]
  while (studentTail(high, degrees) > tail) high *= 2
  for (let step = 0; step < 200; step++) {
    const middle = (low + high) / 2
    if (studentTail(middle, degrees) > tail) low = middle
    else high = middle
  }
  return (low + high) / 2
}

/** P(T > t) for t ≥ 0, by the regularised incomplete beta function (Abramowitz and Stegun 26.7.1). */
function studentTail(t: number, degrees: number): number {
  return incompleteBeta(degrees / (degrees + t * t), degrees / 2, 0.5) / 2
}

/** I_x(a, b), by its continued fraction (Abramowitz and Stegun 26.5.8), which is quick below (a + 1) ÷ (a + b + 2). */
function incompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0
  if (x >= 1) return 1
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(1 - x, b, a)
  const front =
    Math.exp(a * Math.log(x) + b * Math.log1p(-x) + logGamma(a + b) - logGamma(a) - logGamma(b)) / a
  return front * continuedFraction(x, a, b)
}

const TERMS = 500
const CLOSE_ENOUGH = 1e-15
/** Instead of a zero that would be divided by. */
const TINY = 1e-300

/** Evaluated from the front by Lentz's method. */
function continuedFraction(x: number, a: number, b: number): number {
  const apart = (value: number) => (Math.abs(value) < TINY ? TINY : value)
  let c = 1
  let d = 1 / apart(1 - ((a + b) * x) / (a + 1))
  let value = d
  for (let m = 1; m <= TERMS; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m))
    d = 1 / apart(1 + even * d)
    c = apart(1 + even / c)
    value *= d * c
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1))
    d = 1 / apart(1 + odd * d)
    c = apart(1 + odd / c)
    value *= d * c
    if (Math.abs(d * c - 1) < CLOSE_ENOUGH) break
  }
  return value
}

/** Stirling's series, moved up to where it is exact. */
function logGamma(x: number): number {
  let [shift, at] = [0, x]
  for (; at < 15; at++) shift += Math.log(at)
  const inverse = 1 / (at * at)
  const series = (1 / 12 - inverse * (1 / 360 - inverse * (1 / 1260 - inverse / 1680))) / at
  return (at - 0.5) * Math.log(at) - at + Math.log(2 * Math.PI) / 2 + series - shift
}

/** Four significant digits: more would be a promise. */
export function round(value: number): number {
  return Number(value.toPrecision(4))
}
