const QUIET_MS = 10_000
/** Names of topics and brokers come from outside: without end, perhaps. */
const MOST = 1000

/** A trouble that stays is told at once, and then at most every ten seconds. */
export class ToldLately {
  readonly #lastTold = new Map<string, number>()

  /** Counts as told where it says yes. `now` in milliseconds, as of `performance.now`. */
  isToBeTold(trouble: string, now: number): boolean {
    const told = this.#lastTold.get(trouble)
    if (told !== undefined && now - told < QUIET_MS) return false
    if (this.#lastTold.size >= MOST) this.#lastTold.clear()
    this.#lastTold.set(trouble, now)
    return true
  }
}
