import type { DeliveryError, Ledger } from '../index.js'

const PROGRESS_MS = 200

/** What became of every record, on stderr: a line that moves on a terminal, and the sum at the end. */
export class Account {
  /** Records read. */
  read = 0
  #delivered = 0
  #failed = 0
  #refused = 0
  readonly #quiet: boolean
  readonly #isTerminal = process.stderr.isTTY === true
  readonly #causes = new Map<string, { count: number; example: string }>()
  #startedAt = 0
  #timer: NodeJS.Timeout | undefined

  constructor(quiet: boolean) {
    this.#quiet = quiet
  }

  /** Every record that was read was delivered. */
  get isClean(): boolean {
    return this.#failed === 0 && this.#refused === 0
  }

  start(): void {
    this.#startedAt = performance.now()
    if (this.#quiet || !this.#isTerminal) return
    this.#timer = setInterval(() => process.stderr.write(`\r\x1b[K${this.#progress()}`), PROGRESS_MS)
  }

  stop(): void {
    clearInterval(this.#timer)
  }

  add(error: DeliveryError | null): void {
    if (error === null) {
      this.#delivered++
      return
    }
    this.#failed++
    this.#count(error.code, error.message)
  }

  /** A record that was not accepted. */
  refuse(error: Error): void {
    this.#refused++
    this.#count('refused', `record ${this.read}: ${error.message}`)
  }

  /** A remark that does not tear the moving line. */
  say(text: string): void {
    if (this.#quiet) return
    process.stderr.write(this.#timer === undefined ? `${text}\n` : `\r\x1b[K${text}\n`)
  }

  /** The last line is the account itself; the lines before say what went wrong. */
  end({ accepted, delivered, failed, outstanding }: Ledger): void {
    this.stop()
    if (this.#quiet) return
    if (this.#isTerminal) process.stderr.write('\r\x1b[K')
    for (const [cause, { count, example }] of this.#causes) {
      process.stderr.write(`${count} × ${cause}, first: ${example}\n`)
    }
    const seconds = (performance.now() - this.#startedAt) / 1000
    process.stderr.write(
      `read ${this.read} in ${seconds.toFixed(1)} s (${Math.round(delivered / seconds)} delivered/s)\n` +
        `accepted ${accepted} = delivered ${delivered} + failed ${failed}${outstanding > 0 ? ` + given up ${outstanding}` : ''}; refused ${this.#refused}\n`,
    )
  }

  #count(cause: string, example: string): void {
    const known = this.#causes.get(cause)
    if (known) known.count++
    else this.#causes.set(cause, { count: 1, example })
  }

  #progress(): string {
    const seconds = (performance.now() - this.#startedAt) / 1000
    const rate = Math.round(this.#delivered / seconds)
    return `read ${this.read}, delivered ${this.#delivered}, failed ${this.#failed + this.#refused}, ${rate}/s`
  }
}
