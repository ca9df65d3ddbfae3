/**
 * Counts of durations in microseconds, in buckets of equal relative width, so that the histograms of processes,
 * slots and blocks can be added up and every percentile taken afterwards. Own code and not hdr-histogram-js: it is on
 * the path of every measured message, where that takes ten times as long, and measuring is what this is for.
 *
 * Bucket of a value v: v itself below 256; above, the 8 highest bits of v and how far they were moved:
 *
 *   v      0 … 255        256 … 511 (by 2)    512 … 1023 (by 4)   …  2^31 … 2^32 (by 2^24)
 *   index  0 … 255        256 … 383           384 … 511           …  up to 3327
 *
 * So a bucket is at most 1/128 of its values wide, and its middle is at most 0.4 % from any of them.
 */
export interface StoredHistogram {
  /** How many values. */
  readonly count: number
  /** Exact, in µs; 0 where there are no values. */
  readonly sum: number
  readonly min: number
  readonly max: number
  /** `[index, count]` of every bucket that is not empty, in order. */
  readonly buckets: readonly (readonly [number, number])[]
}

const HALF = 128
const LENGTH = 26 * HALF
/** 71 minutes; what is longer counts as this. */
const MOST_US = 2 ** 32 - 1

export class Histogram {
  readonly #buckets = new Float64Array(LENGTH)
  #count = 0
  #sum = 0
  #min = Number.POSITIVE_INFINITY
  #max = 0

  static of(stored: StoredHistogram): Histogram {
    return new Histogram().add(stored)
  }

  get count(): number {
    return this.#count
  }

  get min(): number {
    return this.#count === 0 ? 0 : this.#min
  }

  get max(): number {
    return this.#max
  }

  /** NaN where there are no values. */
  get mean(): number {
    return this.#sum / this.#count
  }

  /** @param us microseconds; fractions are cut off, what is negative counts as 0 */
  record(us: number): void {
    const value = us > 0 ? (us < MOST_US ? us >>> 0 : MOST_US) : 0
    const index = bucketOf(value)
    this.#buckets[index] = this.#buckets[index]! + 1
    this.#count++
    this.#sum += value
    if (value < this.#min) this.#min = value
    if (value > this.#max) this.#max = value
  }

  add({ count, sum, min, max, buckets }: StoredHistogram): this {
    if (count === 0) return this
    for (const [index, times] of buckets) this.#buckets[index] = this.#buckets[index]! + times
    this.#count += count
    this.#sum += sum
    this.#min = Math.min(this.#min, min)
    this.#max = Math.max(this.#max, max)
    return this
  }

  /**
   * The smallest value that at least this share of the values does not exceed (numpy's `inverted_cdf`), to within half a bucket.
   * @param share from 0 to 1
   * @returns NaN where there are no values
   */
  quantile(share: number): number {
    if (this.#count === 0) return Number.NaN
    let left = Math.max(1, Math.ceil(share * this.#count))
    for (let index = 0; index < LENGTH; index++) {
      left -= this.#buckets[index]!
      // The ends are known exactly.
      if (left <= 0) return Math.min(this.#max, Math.max(this.#min, middleOf(index)))
    }
    return this.#max
  }

  store(): StoredHistogram {
    const buckets: [number, number][] = []
    for (let index = 0; index < LENGTH; index++) {
      const times = this.#buckets[index]!
      if (times > 0) buckets.push([index, times])
    }
    return { count: this.#count, sum: this.#sum, min: this.min, max: this.#max, buckets }
  }
}

/** The values of a bucket, from the first up to, but without, the second. */
export function boundsOf(index: number): readonly [number, number] {
  if (index < 2 * HALF) return [index, index + 1]
  const shift = Math.floor(index / HALF) - 1
  const low = ((index % HALF) + HALF) * 2 ** shift
  return [low, low + 2 ** shift]
}

function bucketOf(value: number): number {
  if (value < 2 * HALF) return value
  const shift = 24 - Math.clz32(value)
  return shift * HALF + (value >>> shift)
}

function middleOf(index: number): number {
  const [low, above] = boundsOf(index)
  return (low + above - 1) / 2
}
