/** Half of the high-water mark: from there up to the next `'drain'` there is something worth waiting for. */
const DRAINED_SHARE = 1 / 2

interface Parts {
  readonly highWaterMark: number
  readonly outstanding: () => number
  /** How many sends wait for room: they go first. */
  readonly waiting: () => number
  readonly onDrain: () => void
}

/** produce said false, or threw for a full queue: then `'drain'` is owed, once. */
export class DrainDebt {
  readonly #parts: Parts
  #isOwed = false
  readonly #onPaid = new Set<() => void>()

  constructor(parts: Parts) {
    this.#parts = parts
  }

  owe(): void {
    this.#isOwed = true
  }

  /** Until `'drain'`, or at once where none is owed. */
  wait(): Promise<void> {
    if (!this.#isOwed) return Promise.resolve()
    return new Promise((resolve) => {
      this.#onPaid.add(resolve)
    })
  }

  /** The queue has room again for something. */
  onRoom(): void {
    if (!this.#isOwed || this.#parts.waiting() > 0) return
    if (this.#parts.outstanding() > this.#parts.highWaterMark * DRAINED_SHARE) return
    this.release()
    this.#parts.onDrain()
  }

  /** Lets go of all that wait: paid, or the producer has ended. */
  release(): void {
    this.#isOwed = false
    for (const resolve of this.#onPaid) resolve()
    this.#onPaid.clear()
  }
}
