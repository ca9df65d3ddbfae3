import { MSG_SIZE_TOO_LARGE, QUEUE_FULL } from '../named-codes.js'
import {
  type EngineOptions,
  type HeaderList,
  NOT_PERSISTED,
  PERSISTED,
  POSSIBLY_PERSISTED,
  ROW_LENGTH,
  SLOT,
} from './engine.js'
import { messageBytes } from './message-size.js'
import { ReportRows } from './report-rows.js'

/**
 * Answers after which a message cannot have been written by any attempt: too large, an invalid record in its
 * batch (INVALID_RECORD, _INVALID_DIFFERENT_RECORD), no such partition or topic.
 */
const NEVER_WRITTEN = new Set([MSG_SIZE_TOO_LARGE, 87, -138, -190, -188])

/**
 * The account that the official package does not keep: which messages are inside, since when and how large,
 * and the reports that wait for the producer. librdkafka gives a message's room back when the package has
 * copied its report, long before JavaScript sees it; here room comes back only after its callback has run, so
 * that slow callbacks slow down produce instead of filling the heap.
 */
export class BindingQueue {
  readonly #options: EngineOptions
  readonly #reports = new ReportRows()
  /** By slot: when it was produced, 0 when it is not inside; and the bytes of its value. */
  readonly #producedAt: number[] = []
  readonly #valueLength: number[] = []

  #messages = 0
  #bytes = 0
  /** Handed out by the last drain: their callbacks have run by the time of the next one. */
  #drainedMessages = 0
  #drainedBytes = 0

  #entered = 0
  /** Reports so far. */
  received = 0

  constructor(options: EngineOptions) {
    this.#options = options
  }

  /** 0 when there is room, else librdkafka's code; by its rules, which count the bytes of values only. */
  refuse(keyLength: number, valueLength: number, headers: HeaderList | null): number {
    const { messageMaxBytes, queueMaxMessages, queueMaxBytes } = this.#options
    if (messageBytes(keyLength, valueLength, headers) > messageMaxBytes) return MSG_SIZE_TOO_LARGE
    if (this.#messages + 1 > queueMaxMessages || this.#bytes + valueLength > queueMaxBytes) return QUEUE_FULL
    return 0
  }

  get awaitsReports(): boolean {
    return this.#entered > this.received
  }

  enter(slot: number, valueLength: number): void {
    this.#entered++
    this.#producedAt[slot] = performance.now()
    this.#valueLength[slot] = valueLength
    this.#messages++
    this.#bytes += valueLength
  }

  /** `known`: where the engine has no need to guess. */
  settle(
    slot: number,
    code: number,
    partition: number,
    offset: number,
    timestamp: number,
    known?: { readonly timestampType: number; readonly status: number },
  ): void {
    this.received++
    const latencyMs = performance.now() - this.#producedAt[slot]!
    this.#producedAt[slot] = 0
    this.#reports.push(
      slot,
      code,
      partition,
      offset,
      timestamp,
      known?.timestampType ?? 0,
      latencyMs,
      known?.status ?? this.#statusOf(code, partition),
    )
  }

  /** One report for each message that is still inside, in the order of produce. */
  settleRest(code: number): void {
    const inside: number[] = []
    this.#producedAt.forEach((at, slot) => {
      if (at !== 0) inside.push(slot)
    })
    inside.sort((a, b) => this.#producedAt[a]! - this.#producedAt[b]!)
    // Its partition is not known here, nor whether it was ever sent.
    for (const slot of inside) {
      const latencyMs = performance.now() - this.#producedAt[slot]!
      this.#producedAt[slot] = 0
      this.#reports.push(slot, code, -1, -1, -1, 0, latencyMs, POSSIBLY_PERSISTED)
    }
  }

  drain(rows: Float64Array): number {
    this.#messages -= this.#drainedMessages
    this.#bytes -= this.#drainedBytes
    const count = this.#reports.moveTo(rows)
    this.#drainedMessages = count
    this.#drainedBytes = 0
    for (let at = 0; at < count * ROW_LENGTH; at += ROW_LENGTH) {
      this.#drainedBytes += this.#valueLength[rows[at + SLOT]!]!
    }
    return count
  }

  /**
   * A message that timed out in flight and was written reports exactly as one that was never sent. Only one
   * without a partition is known to have stayed here.
   */
  #statusOf(code: number, partition: number): number {
    if (code === 0) return this.#options.acks === 0 ? POSSIBLY_PERSISTED : PERSISTED
    return partition < 0 || NEVER_WRITTEN.has(code) ? NOT_PERSISTED : POSSIBLY_PERSISTED
  }
}
