import { ROW_LENGTH } from './engine.js'

/** Reports that wait to be drained, as rows in the order in which they came. */
export class ReportRows {
  readonly #numbers: number[] = []
  #head = 0

  push(
    slot: number,
    code: number,
    partition: number,
    offset: number,
    timestamp: number,
    timestampType: number,
    latencyMs: number,
    status: number,
  ): void {
    this.#numbers.push(slot, code, partition, offset, timestamp, timestampType, latencyMs, status)
  }

  /** Moves as many rows as fit, and returns how many. */
  moveTo(rows: Float64Array): number {
    const numbers = this.#numbers
    const length = Math.min(numbers.length - this.#head, rows.length - (rows.length % ROW_LENGTH))
    for (let at = 0; at < length; at++) rows[at] = numbers[this.#head + at]!
    this.#head += length
    if (this.#head === numbers.length) {
      numbers.length = 0
      this.#head = 0
    }
    return length / ROW_LENGTH
  }
}
