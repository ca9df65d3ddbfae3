import type { Slot } from '../measure/result.js'
import { say } from '../report/table.js'

/** What a process takes to start, connect and end, beyond its slot, in seconds; until the first slot has told. */
const USUAL_SPARE = 1

/** Which slot runs and how long it will take, on stderr. */
export class BenchProgress {
  readonly #quiet: boolean
  readonly #isTerminal = process.stderr.isTTY === true
  readonly #slotSeconds: number | null
  readonly #startedMs = performance.now()

  /** @param slotSeconds warm-up and measured time of a slot; null where messages are counted */
  constructor(quiet: boolean, slotSeconds: number | null) {
    this.#quiet = quiet
    this.#slotSeconds = slotSeconds
  }

  plan(slots: number): void {
    const seconds =
      this.#slotSeconds === null ? '' : `, about ${duration(slots * (this.#slotSeconds + USUAL_SPARE))}`
    this.say(`${slots} slots${seconds}`)
  }

  onSlotStart(contender: string, number: number, total: number): void {
    if (this.#quiet || !this.#isTerminal) return
    process.stderr.write(`\r\x1b[K${number}/${total}  ${contender}${this.#left(number - 1, total)}`)
  }

  onSlot(
    { block, contender, void: reason, rate, intended, service }: Slot,
    number: number,
    total: number,
  ): void {
    const p99 = (intended ?? service)?.p99Us ?? null
    const figures = `${say(rate)} msg/s${p99 === null ? '' : `, p99 ${say(p99 / 1000)} ms`}`
    const text = reason === null ? figures : `void: ${reason.reason}`
    this.say(`${number}/${total}  block ${block}  ${contender}: ${text}${this.#left(number, total)}`)
  }

  say(text: string): void {
    if (!this.#quiet) process.stderr.write(`${this.#isTerminal ? '\r\x1b[K' : ''}${text}\n`)
  }

  #left(done: number, total: number): string {
    if (done === total) return ''
    const spent = (performance.now() - this.#startedMs) / 1000
    if (done === 0) return ''
    return `  (${duration((spent / done) * (total - done))} left)`
  }
}

function duration(seconds: number): string {
  return seconds < 90 ? `${Math.ceil(seconds)} s` : `${Math.round(seconds / 60)} minutes`
}
