// What became of the demo's events: counts, latencies, partitions, and the progress that is shown meanwhile.
import type { DeliveryError, DeliveryReport, Ledger } from 'lingerbus'

const PROGRESS_MS = 250

export class Account {
  #startedAt = 0
  #endedAt = 0
  #timer: NodeJS.Timeout | undefined
  #delivered = 0
  #failed = 0
  #firstFailure: DeliveryError | null = null
  readonly #latencies: number[] = []
  readonly #partitions = new Map<number, { count: number; firstOffset: number }>()

  start(): void {
    this.#startedAt = performance.now()
    this.#timer = setInterval(() => this.#showProgress(), PROGRESS_MS)
  }

  stop(): void {
    this.#endedAt = performance.now()
    clearInterval(this.#timer)
    this.#showProgress()
    if (process.stderr.isTTY) process.stderr.write('\n')
  }

  add(error: DeliveryError | null, report: DeliveryReport): void {
    if (error) {
      this.#failed++
      this.#firstFailure ??= error
      return
    }
    this.#delivered++
    this.#latencies.push(report.latencyMs)
    const partition = this.#partitions.get(report.partition)
    if (!partition) this.#partitions.set(report.partition, { count: 1, firstOffset: report.offset ?? 0 })
    else {
      partition.count++
      partition.firstOffset = Math.min(partition.firstOffset, report.offset ?? 0)
    }
  }

  /** Where this run's events begin, by partition. */
  startOffsets(): Map<number, number> {
    return new Map([...this.#partitions].map(([partition, { firstOffset }]) => [partition, firstOffset]))
  }

  say(text: string): void {
    process.stderr.write(process.stderr.isTTY ? `\r\x1b[K${text}\n` : `${text}\n`)
  }

  print(ledger: Ledger): void {
    const seconds = (this.#endedAt - this.#startedAt) / 1000
    const sorted = this.#latencies.sort((a, b) => a - b)
    const percentile = (share: number) => (sorted[Math.ceil(sorted.length * share) - 1] ?? 0).toFixed(1)
    const partitions = [...this.#partitions].sort(([a], [b]) => a - b)
    console.log(
      `account      accepted ${ledger.accepted} = delivered ${ledger.delivered} + failed ${ledger.failed}`,
    )
    console.log(`partitions   ${partitions.map(([id, { count }]) => `${id}: ${count}`).join('   ')}`)
    console.log(`rate         ${Math.round(ledger.delivered / seconds)} messages/s (${seconds.toFixed(2)} s)`)
    console.log(`latency      p50 ${percentile(0.5)} ms   p99 ${percentile(0.99)} ms   (produce to report)`)
    if (this.#firstFailure)
      console.log(`first failure  ${this.#firstFailure.code}: ${this.#firstFailure.message}`)
  }

  #showProgress(): void {
    const text = `delivered ${this.#delivered}, failed ${this.#failed}`
    process.stderr.write(process.stderr.isTTY ? `\r\x1b[K${text}` : `${text}\n`)
  }
}
