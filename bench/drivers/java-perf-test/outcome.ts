// The line that kafka-producer-perf-test ends with, of Kafka 4.2 and newer:
// 1000000 steady state records sent, 870322.0 records/sec (83.00 MB/sec), 2.31 ms avg latency, 31.00 ms max latency,
// 2 ms 50th, 5 ms 95th, 9 ms 99th, 30 ms 99.9th.
const TOTAL =
  /^(\d+) steady state records sent, ([\d.]+) records\/sec .*, ([\d.]+) ms 50th, .*, ([\d.]+) ms 99th,/

/** @throws Error when it is another line: another version of Kafka may have other words */
export function readOutcome(line: string) {
  const found = TOTAL.exec(line)
  if (found === null) throw new Error(`this is no total of kafka-producer-perf-test: ${line}`)
  const [delivered, rate, p50Ms, p99Ms] = found.slice(1).map(Number) as [number, number, number, number]
  return { delivered, seconds: delivered / rate, p50Us: p50Ms * 1000, p99Us: p99Ms * 1000 }
}
