import { expect, test } from 'vitest'
import { readOutcome } from '../../bench/drivers/java-perf-test/outcome.ts'
import { textValues } from '../../bench/drivers/payload.ts'

// Two of its lines, as Kafka 4.3.1 printed them.
const ALL =
  '1200000 records sent, 73502.388828 records/sec (7.01 MB/sec), 1454.87 ms avg latency, 3165.00 ms max latency, 1441 ms 50th, 2730 ms 95th, 2853 ms 99th, 3124 ms 99.9th.'
const STEADY =
  '1000000 steady state records sent, 89758.549502 records/sec (8.56 MB/sec), 1692.19 ms avg latency, 3165.00 ms max latency, 1919 ms 50th, 2742 ms 95th, 2874 ms 99th, 3142 ms 99.9th.'

test("the total of Kafka's producer-perf-test is read: without the warm-up, in our units", () => {
  const outcome = readOutcome(STEADY)
  expect(outcome).toMatchObject({ delivered: 1_000_000, p50Us: 1_919_000, p99Us: 2_874_000 })
  expect(outcome.seconds).toBeCloseTo(11.141, 3)
})

test('the total with its warm-up, or of a version with other words, is refused', () => {
  expect(() => readOutcome(ALL)).toThrow('no total of kafka-producer-perf-test')
})

test('values for a file of lines have their length, and no end of a line in them', () => {
  const values = textValues(100)
  expect(values).toHaveLength(1024)
  expect(new Set(values).size).toBe(1024)
  expect(values.every((value) => /^[!-~]{100}$/.test(value))).toBe(true)
})
