import { Histogram, type StoredHistogram } from './histogram.js'

/** The percentiles that a result file has, with the share of the values that lie at or below each. */
export const PERCENTILES = { p50Us: 0.5, p90Us: 0.9, p95Us: 0.95, p99Us: 0.99, p999Us: 0.999 } as const

/** A percentile rests on at least so many values beyond it; with fewer it is a matter of luck, and null. */
export const SAMPLES_BEYOND = 10

/** Everything in µs. `null`: too few samples for it. */
export interface Latency {
  readonly histogram: StoredHistogram
  readonly meanUs: number | null
  readonly p50Us: number | null
  readonly p90Us: number | null
  readonly p95Us: number | null
  readonly p99Us: number | null
  readonly p999Us: number | null
  readonly maxUs: number | null
}

/** p99 needs 1,000 samples, p99.9 10,000. */
export function samplesFor(share: number): number {
  // Not ÷ (1 − share): that is 9,999.99… and 10,000.00…1 for neighbours.
  return Math.round(SAMPLES_BEYOND / (1 - share))
}

export function percentileOf(histogram: Histogram, share: number): number | null {
  return histogram.count < samplesFor(share) ? null : histogram.quantile(share)
}

export function latencyOf(stored: StoredHistogram): Latency {
  const histogram = Histogram.of(stored)
  const at = (name: keyof typeof PERCENTILES) => percentileOf(histogram, PERCENTILES[name])
  const isEmpty = stored.count === 0
  return {
    histogram: stored,
    meanUs: isEmpty ? null : histogram.mean,
    p50Us: at('p50Us'),
    p90Us: at('p90Us'),
    p95Us: at('p95Us'),
    p99Us: at('p99Us'),
    p999Us: at('p999Us'),
    maxUs: isEmpty ? null : histogram.max,
  }
}
