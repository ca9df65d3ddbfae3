const MESSAGES_A_LOOK = 32

/** The time, looked at anew in each turn and after 32 messages: a look costs more than everything else here. */
export class Clock {
  #nowMs = 0
  #left = 0
  #isArmed = false
  readonly #onTurnEnd = () => {
    this.#isArmed = false
    this.#left = 0
  }

  now(): number {
    if (this.#left-- > 0) return this.#nowMs
    this.#left = MESSAGES_A_LOOK
    this.#nowMs = performance.now()
    if (!this.#isArmed) {
      this.#isArmed = true
      queueMicrotask(this.#onTurnEnd)
    }
    return this.#nowMs
  }
}
