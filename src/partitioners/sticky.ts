import { type Chooser, drawAnother, type RandomSource } from './chooser.js'
import { drawByWeight, weightsOf } from './weights.js'

/** Bytes that stay together; docs/partitioners.md has the table that it was taken from. */
export const STICKY_BYTES = 65_536

/** What a record costs beside key, value and headers: lengths, deltas, attributes. */
export const RECORD_OVERHEAD_BYTES = 10

export interface StickyOptions {
  /** Another partition once so many bytes were accepted (KIP-480 and KIP-794 count a batch). */
  readonly bytes: number
  /** And after this time, so that slow traffic does not pile up on one partition. */
  readonly ageMs: number
  readonly random: RandomSource
  /** `adaptive_sticky`: bytes without a report yet, by partition. */
  readonly outstandingBytes?: (partition: number) => number
}

/** Stays on a partition until its bytes are full or its time is over, then takes another one. */
export class Sticky implements Chooser {
  readonly #options: StickyOptions
  #partitions: readonly number[] = []
  #current = -1
  #bytes = 0
  #sinceMs = 0

  constructor(options: StickyOptions) {
    this.#options = options
  }

  onTopic(partitions: readonly number[]): void {
    this.#partitions = partitions
    if (!partitions.includes(this.#current)) this.#current = -1
  }

  next(nowMs: number): number {
    const { bytes, ageMs } = this.#options
    // Without bytes there is nothing to leave behind: a message that was refused keeps its partition.
    const isDone = this.#bytes >= bytes || (this.#bytes > 0 && nowMs - this.#sinceMs >= ageMs)
    if (isDone || this.#current < 0) {
      this.#current = this.#draw()
      this.#bytes = 0
      this.#sinceMs = nowMs
    }
    return this.#current
  }

  onAccepted(bytes: number): void {
    this.#bytes += bytes
  }

  #draw(): number {
    const { bytes, random, outstandingBytes } = this.#options
    const partitions = this.#partitions
    if (outstandingBytes !== undefined && partitions.length > 1) {
      // In units of what sticks together: single bytes would make the weights of idle partitions overwhelming.
      const queues = partitions.map((each) => Math.floor(outstandingBytes(each) / bytes))
      if (queues.some((queue) => queue !== queues[0]))
        return drawByWeight(partitions, weightsOf(queues), random)
    }
    return drawAnother(partitions, this.#current, random)
  }
}
