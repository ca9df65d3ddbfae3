/** Upper bounds of the latency histogram: powers of two from 1 ms to 65.5 s. */
export const LATENCY_BOUNDS_MS: readonly number[] = Array.from({ length: 17 }, (_, power) => 2 ** power)

/** Counts what became of messages. Runs once a message: two additions, and nothing is allocated. */
export class Tally {
  /** Delivered messages by latency: one place a bound, and one for what took longer. */
  readonly latencies = new Float64Array(LATENCY_BOUNDS_MS.length + 1)
  /** Failed messages by librdkafka's error code. */
  readonly failures = new Map<number, number>()
  // In an array: a field of its own would be a new object of V8's heap for every sum.
  readonly #sums = new Float64Array(1)

  get latencySumMs(): number {
    return this.#sums[0]!
  }

  onDelivered(latencyMs: number): void {
    // The number of bits of what is below it is the power of two at or above it.
    const power = latencyMs <= 1 ? 0 : 32 - Math.clz32(Math.ceil(latencyMs) - 1)
    this.latencies[power < this.latencies.length ? power : this.latencies.length - 1]!++
    this.#sums[0]! += latencyMs
  }

  onFailed(code: number): void {
    this.failures.set(code, (this.failures.get(code) ?? 0) + 1)
  }
}
