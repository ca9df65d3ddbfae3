import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { boundsOf, Histogram } from '../../src/measure/histogram.js'
import { latencyOf, samplesFor } from '../../src/measure/percentiles.js'
import {
  bootstrapMedian,
  median,
  quantile,
  standardDeviation,
  studentQuantile,
} from '../../src/measure/statistics.js'

interface Sample {
  name: string
  values: number[]
  median: number
  deviation: number
  quantiles: [number, number][]
  bootstrap: { confidence: number; inner: [number, number]; outer: [number, number] }[]
}
const golden = JSON.parse(
  readFileSync(new URL('../golden/statistics/numbers.json', import.meta.url), 'utf8'),
) as {
  samples: Sample[]
  student: [number, number, number][]
  durations: { values: number[]; mean: number; quantiles: [number, number][] }
}

describe('numbers that numpy and scipy printed', () => {
  test.each(golden.samples)('median, deviation and quantiles: $name', (sample) => {
    expect(median(sample.values)).toBeCloseTo(sample.median, 12)
    expect(standardDeviation(sample.values)).toBeCloseTo(sample.deviation, 12)
    for (const [share, value] of sample.quantiles)
      expect(quantile(sample.values, share)).toBeCloseTo(value, 12)
  })

  // Two generators draw two sets of resamples: ours lies between scipy's with 2 % less and with 2 % more confidence.
  test.each(golden.samples)('bootstrap: $name', ({ values, bootstrap }) => {
    expect(bootstrap).toHaveLength(2)
    for (const { confidence, inner, outer } of bootstrap) {
      const [low, high] = bootstrapMedian(values, confidence, 1)
      expect(low).toBeGreaterThanOrEqual(outer[0] - 1e-12)
      expect(low).toBeLessThanOrEqual(inner[0] + 1e-12)
      expect(high).toBeGreaterThanOrEqual(inner[1] - 1e-12)
      expect(high).toBeLessThanOrEqual(outer[1] + 1e-12)
    }
  })

  test("Student's t", () => {
    expect(golden.student.length).toBeGreaterThan(50)
    for (const [share, degrees, t] of golden.student) {
      expect(Math.abs(studentQuantile(share, degrees) / t - 1), `${share}, ${degrees}`).toBeLessThan(1e-9)
    }
  })

  test("a histogram's percentiles, to within half a bucket", () => {
    const { values, mean, quantiles } = golden.durations
    const histogram = new Histogram()
    for (const value of values) histogram.record(value)
    expect(histogram.mean).toBeCloseTo(mean, 6)
    for (const [share, value] of quantiles) {
      expect(Math.abs(histogram.quantile(share) / value - 1), `${share}`).toBeLessThan(0.004)
    }
    expect(histogram.max).toBe(Math.max(...values))
  })
})

describe('a histogram', () => {
  test('puts every value into the bucket that holds it', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 32 - 1 }), (value) => {
        const histogram = new Histogram()
        histogram.record(value)
        const [[index, count]] = histogram.store().buckets as [[number, number]]
        const [low, above] = boundsOf(index)
        expect(count).toBe(1)
        expect(value).toBeGreaterThanOrEqual(low)
        expect(value).toBeLessThan(above)
        expect(above - low).toBeLessThanOrEqual(Math.max(1, value / 128))
      }),
    )
  })

  test('of two, added up, is that of all their values', () => {
    const values = fc.array(fc.integer({ min: 0, max: 1e7 }), { maxLength: 50 })
    fc.assert(
      fc.property(values, values, (a, b) => {
        const of = (list: number[]) => {
          const histogram = new Histogram()
          for (const value of list) histogram.record(value)
          return histogram
        }
        expect(of(a).add(of(b).store()).store()).toEqual(of([...a, ...b]).store())
      }),
    )
  })

  test('takes fractions, what is negative and what is too long', () => {
    const histogram = new Histogram()
    for (const value of [0.9, -5, Number.NaN, 1e12]) histogram.record(value)
    expect(histogram.store()).toMatchObject({ count: 4, min: 0, max: 2 ** 32 - 1, sum: 2 ** 32 - 1 })
  })

  test('without values has no percentiles', () => {
    expect(new Histogram().quantile(0.5)).toBeNaN()
    expect(latencyOf(new Histogram().store())).toMatchObject({ p50Us: null, meanUs: null, maxUs: null })
  })
})

test('a percentile is there only where ten samples lie beyond it', () => {
  expect([0.5, 0.99, 0.999].map(samplesFor)).toEqual([20, 1000, 10_000])
  const histogram = new Histogram()
  for (let sample = 0; sample < 999; sample++) histogram.record(sample)
  expect(latencyOf(histogram.store())).toMatchObject({
    p50Us: expect.any(Number),
    p95Us: expect.any(Number),
    p99Us: null,
  })
  histogram.record(1000)
  expect(latencyOf(histogram.store())).toMatchObject({ p99Us: expect.any(Number), p999Us: null, maxUs: 1000 })
})
