/** Bytes without a report yet, by partition of one topic. */
export type Load = number[]

/** Which message weighs on which load until its report: for `adaptive_sticky`. */
export class Loads {
  readonly #loads: (Load | undefined)[] = []
  readonly #partitions: number[] = []
  readonly #bytes: number[] = []

  enter(slot: number, load: Load, partition: number, bytes: number): void {
    load[partition] = (load[partition] ?? 0) + bytes
    this.#loads[slot] = load
    this.#partitions[slot] = partition
    this.#bytes[slot] = bytes
  }

  leave(slot: number): void {
    const load = this.#loads[slot]
    if (load === undefined) return
    load[this.#partitions[slot]!]! -= this.#bytes[slot]!
    this.#loads[slot] = undefined
  }
}
