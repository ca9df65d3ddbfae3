import os from 'node:os'

/** How long an interrupted command goes on delivering what it has read. */
const GRACE_MS = 10_000
const SIGNALS = ['SIGINT', 'SIGTERM'] as const

/** The first SIGINT or SIGTERM is a request to finish, the second ends the process. */
export class Interrupt {
  readonly #controller = new AbortController()
  readonly #graceOver = new AbortController()
  readonly #onFirst: () => void
  readonly #onSecond: () => void
  #name: NodeJS.Signals | null = null

  constructor(onFirst: () => void, onSecond: () => void) {
    this.#onFirst = onFirst
    this.#onSecond = onSecond
    for (const name of SIGNALS) process.on(name, this.#onSignal)
  }

  get happened(): boolean {
    return this.#name !== null
  }

  get signal(): AbortSignal {
    return this.#controller.signal
  }

  /** Aborts so long after the first one: what is not delivered by then is given up. */
  get graceOver(): AbortSignal {
    return this.#graceOver.signal
  }

  /** 0, or what a shell gives for a process that was ended by the signal: 130 or 143. */
  get exitCode(): number {
    return this.#name === null ? 0 : 128 + os.constants.signals[this.#name]
  }

  dispose(): void {
    for (const name of SIGNALS) process.off(name, this.#onSignal)
  }

  #onSignal = (name: NodeJS.Signals): void => {
    if (this.#name !== null) {
      this.#onSecond()
      process.exit(this.exitCode)
    }
    this.#name = name
    this.#onFirst()
    this.#controller.abort()
    setTimeout(() => this.#graceOver.abort(), GRACE_MS).unref()
  }
}
