import { type Chooser, drawOne, type RandomSource } from './chooser.js'

/**
 * One partition after the other, once an accepted message; Java's moved on twice where a batch began
 * (KAFKA-9965). Starts at random, or the first message of every short-lived producer would go to partition 0.
 */
export class RoundRobin implements Chooser {
  readonly #random: RandomSource
  #partitions: readonly number[] = []
  #at = -1

  constructor(random: RandomSource = Math.random) {
    this.#random = random
  }

  onTopic(partitions: readonly number[]): void {
    const current = this.#at < 0 ? drawOne(partitions, this.#random) : this.#partitions[this.#at]!
    this.#partitions = partitions
    // The next one from here on: a partition that lost its leader is passed over.
    const from = partitions.findIndex((each) => each >= current)
    this.#at = from < 0 ? 0 : from
  }

  next(): number {
    return this.#partitions[this.#at]!
  }

  onAccepted(): void {
    this.#at = this.#at + 1 < this.#partitions.length ? this.#at + 1 : 0
  }
}
