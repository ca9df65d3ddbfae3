import type { Ledger } from '../deliveries.js'
import type { EngineName } from '../engine/engine.js'
import { ClosedError, UnsupportedError } from '../errors.js'

/** Open → closing → closed; the way back does not exist. */
export class Life {
  #closing: Promise<Ledger> | null = null
  #closed = false

  get closed(): boolean {
    return this.#closed
  }

  get state(): 'open' | 'closing' | 'closed' {
    if (this.#closed) return 'closed'
    return this.#closing ? 'closing' : 'open'
  }

  /** Runs `close` the first time; whoever calls later gets the same promise. */
  end(close: () => Promise<Ledger>): Promise<Ledger> {
    // In a later microtask, when `#closing` stands: the flush runs callbacks at once, and one of them may call close.
    this.#closing ??= Promise.resolve()
      .then(close)
      .finally(() => {
        this.#closed = true
      })
    return this.#closing
  }

  /** @throws ClosedError from the first line of close on */
  mustBeOpen(call: string): void {
    if (this.#closing) throw new ClosedError(`${call} after close: the producer is ${this.state}`)
  }

  /** @throws ClosedError when close has ended */
  mustNotBeClosed(call: string): void {
    if (this.#closed) throw new ClosedError(`${call} after close: the producer is closed`)
  }
}

/** For what `features` says no to. */
export function unsupported(engine: EngineName | 'fake', what: string): UnsupportedError {
  return new UnsupportedError(`${what} needs the engine 'native'; this producer runs on '${engine}'`)
}
