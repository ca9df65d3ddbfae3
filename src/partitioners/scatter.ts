import { type Chooser, drawOne, type RandomSource } from './chooser.js'

/** Another draw for each message: about ten times the requests of what sticks. */
export class Scatter implements Chooser {
  readonly #random: RandomSource
  #partitions: readonly number[] = []
  #drawn = -1

  constructor(random: RandomSource) {
    this.#random = random
  }

  onTopic(partitions: readonly number[]): void {
    this.#partitions = partitions
    this.#drawn = -1
  }

  next(): number {
    if (this.#drawn < 0) this.#drawn = drawOne(this.#partitions, this.#random)
    return this.#drawn
  }

  onAccepted(): void {
    this.#drawn = -1
  }
}
