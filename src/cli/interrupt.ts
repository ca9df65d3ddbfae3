import os from 'node:os'

const SIGNALS = ['SIGINT', 'SIGTERM'] as const

/** The first SIGINT or SIGTERM is a request to finish, the second ends the process. */
export class Interrupt {
  readonly #controller = new AbortController()
  readonly #onFirst: () => void
  #name: NodeJS.Signals | null = null

  constructor(onFirst: () => void) {
    this.#onFirst = onFirst
    for (const name of SIGNALS) process.on(name, this.#onSignal)
  }

  get happened(): boolean {
    return this.#name !== null
  }

  get signal(): AbortSignal {
    return this.#controller.signal
  }

  /** 0, or what a shell gives for a process that was ended by the signal: 130 or 143. */
  get exitCode(): number {
    return this.#name === null ? 0 : 128 + os.constants.signals[this.#name]
  }

  dispose(): void {
    for (const name of SIGNALS) process.off(name, this.#onSignal)
  }

  #onSignal = (name: NodeJS.Signals): void => {
    if (this.#name !== null) process.exit(this.exitCode)
    this.#name = name
    this.#onFirst()
    this.#controller.abort()
  }
}
