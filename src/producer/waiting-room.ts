import type { KafkaError } from '../errors.js'

export interface Waiting {
  /** False while the queue is still full; true when it is done, whether accepted or refused. */
  tryToBoard(): boolean
  /** It waits no longer, for whichever reason. */
  onLeave(): void
  reject(error: KafkaError): void
}

/**
 * Sends that wait for room in the queue, in order of call. Room comes back with reports: nothing here runs on
 * a timer, and nobody asks twice before something has been settled.
 */
export class WaitingRoom {
  readonly #waiting = new Set<Waiting>()

  get size(): number {
    return this.#waiting.size
  }

  enter(waiting: Waiting): void {
    this.#waiting.add(waiting)
  }

  /** False when it has left before. */
  leave(waiting: Waiting): boolean {
    if (!this.#waiting.delete(waiting)) return false
    waiting.onLeave()
    return true
  }

  /** Lets in as many as there is room for. */
  admit(): void {
    for (const waiting of this.#waiting) {
      if (!waiting.tryToBoard()) return
      this.leave(waiting)
    }
  }

  rejectAll(error: KafkaError): void {
    for (const waiting of this.#waiting) {
      this.leave(waiting)
      waiting.reject(error)
    }
  }
}
