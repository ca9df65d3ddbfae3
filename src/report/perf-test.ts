import { Histogram } from '../measure/histogram.js'
import type { Result, Slot } from '../measure/result.js'

/**
 * Each slot as the last line of kafka-producer-perf-test (`ProducerPerformance.Stats.printTotal`), for what reads
 * that. Latencies are from the call, as there, in ms; a megabyte is 2^20 bytes, as there; percentiles are given however few
 * the samples are, as there. A slot that is void has no line.
 */
export function renderPerfTest({ slots }: Result): string {
  return slots
    .filter((slot) => slot.void === null && slot.service !== null)
    .map((slot) => `${line(slot)}\n`)
    .join('')
}

function line({ service, rate, mbPerSecond }: Slot): string {
  const histogram = Histogram.of(service!.histogram)
  const [p50, p95, p99, p999] = [0.5, 0.95, 0.99, 0.999].map((share) =>
    Math.round(histogram.quantile(share) / 1000),
  )
  const ms = (us: number) => (us / 1000).toFixed(2)
  return (
    `${histogram.count} records sent, ${rate!.toFixed(1)} records/sec (${((mbPerSecond! * 1e6) / 2 ** 20).toFixed(2)} MB/sec), ` +
    `${ms(histogram.mean)} ms avg latency, ${ms(histogram.max)} ms max latency, ` +
    `${p50} ms 50th, ${p95} ms 95th, ${p99} ms 99th, ${p999} ms 99.9th.`
  )
}
