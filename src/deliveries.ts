import {
  CODE,
  type EngineEvent,
  LATENCY_MS,
  OFFSET,
  PARTITION,
  SLOT,
  STATUS,
  TIMESTAMP,
  TIMESTAMP_TYPE,
} from './engine/engine.js'
import { DeliveryError, type DeliveryReport, errorText, type KafkaError } from './errors.js'
import { TOPIC_AUTHORIZATION_FAILED } from './named-codes.js'
import { explainDenied } from './refusals.js'
import { Tally } from './tally.js'
import { ToldLately } from './told-lately.js'

/** Called exactly once for an accepted message: with a report, or with an error that carries one. */
export type OnDelivery = (error: DeliveryError | null, report: DeliveryReport) => void

/** The two ends of a promise that settles with a report: two small functions instead of a callback's closure. */
export interface PromisedDelivery {
  readonly resolve: (report: DeliveryReport) => void
  readonly reject: (error: KafkaError) => void
}

/** Who is told of a report. */
export type Receiver = OnDelivery | PromisedDelivery | undefined

/** The account of every message: at every moment `accepted = delivered + failed + outstanding`. */
export interface Ledger {
  readonly accepted: number
  readonly delivered: number
  readonly failed: number
  readonly outstanding: number
}

const STATUSES = ['not-persisted', 'possibly-persisted', 'persisted'] as const
const TIMESTAMP_TYPES = [null, 'create', 'append'] as const

/**
 * What was produced between two flushes. A flush closes the current epoch and waits for it and all before it,
 * so that a report costs the same however many flushes are waiting:
 *
 *     oldest → … → closed by the last flush → current
 */
export class Epoch {
  /** Messages and waiting sends of this epoch alone. */
  outstanding = 0
  /** All of this epoch and of those before it is settled, and it is closed. */
  settled = false
  readonly onSettled = new Set<() => void>()
  next: Epoch | null = null
}

/**
 * Slots: an accepted message is a number while the engine has it. Here a message's callback waits, here it is
 * run, and nowhere else; each slot settles exactly once.
 */
export class Deliveries {
  #accepted = 0
  #delivered = 0
  #failed = 0

  readonly #receivers: Receiver[] = []
  readonly #topics: string[] = []
  readonly #epochs: (Epoch | null)[] = []
  readonly #free: number[] = []

  #oldest = new Epoch()
  #current = this.#oldest

  /** The last trouble with a broker: the likely cause where a message timed out. */
  brokerTrouble: { readonly error: KafkaError; readonly at: number } | null = null

  /** What settled messages came to, for `metrics`. */
  readonly tally = new Tally()

  /** By slot, why a message failed before librdkafka had it: a partitioner's exception, say. */
  readonly reasons = new Map<number, KafkaError>()

  /** Topics that turned out to be closed to us and that nobody was told of yet. */
  readonly #denied: string[] = []
  readonly #toldDenied = new ToldLately()

  get outstanding(): number {
    return this.#accepted - this.#delivered - this.#failed
  }

  get ledger(): Ledger {
    return {
      accepted: this.#accepted,
      delivered: this.#delivered,
      failed: this.#failed,
      outstanding: this.outstanding,
    }
  }

  /** Takes a slot for a message that is about to be handed to the engine. */
  open(topic: string, receiver: Receiver, epoch: Epoch = this.#current): number {
    const slot = this.#free.pop() ?? this.#topics.length
    this.#receivers[slot] = receiver
    this.#topics[slot] = topic
    this.#epochs[slot] = epoch
    epoch.outstanding++
    this.#accepted++
    return slot
  }

  /** Gives a slot back: the engine refused the message. */
  withdraw(slot: number): void {
    this.#accepted--
    this.#release(slot)
  }

  /** A send begins to wait for room: it is not accepted yet, but for every later flush it is earlier. */
  beginWait(): Epoch {
    this.#current.outstanding++
    return this.#current
  }

  /** It got its room, and a slot of its own in this epoch before; or it gave up. */
  endWait(epoch: Epoch): void {
    this.#leave(epoch)
  }

  /** Settles the message of one row. What its callback throws comes out of here; the message counts as served. */
  settle(rows: Float64Array, at: number): void {
    const slot = rows[at + SLOT]!
    const code = rows[at + CODE]!
    const receiver = this.#receivers[slot]
    try {
      if (receiver !== undefined) {
        const offset = rows[at + OFFSET]!
        const timestamp = rows[at + TIMESTAMP]!
        const failed = code !== 0
        const report: DeliveryReport = {
          topic: this.#topics[slot]!,
          partition: rows[at + PARTITION]!,
          // With acks=0 librdkafka counts its "no offset" marker up through the batch: −1001, −1000, −999 …
          offset: failed || offset < 0 ? null : offset,
          timestamp: failed || timestamp < 0 ? null : timestamp,
          timestampType: failed ? null : TIMESTAMP_TYPES[rows[at + TIMESTAMP_TYPE]!]!,
          latencyMs: rows[at + LATENCY_MS]!,
          status: STATUSES[rows[at + STATUS]!]!,
        }
        const error = failed ? this.#describeFailure(code, report, slot) : null
        if (typeof receiver === 'function') receiver(error, report)
        else if (error === null) receiver.resolve(report)
        else receiver.reject(error)
      }
    } finally {
      if (code === 0) {
        this.#delivered++
        this.tally.onDelivered(rows[at + LATENCY_MS]!)
      } else {
        this.#failed++
        this.tally.onFailed(code)
        if (code === TOPIC_AUTHORIZATION_FAILED) this.#denied.push(this.#topics[slot]!)
      }
      this.#release(slot)
    }
  }

  /** For the `error` event of a topic that one may not write to; librdkafka makes none. */
  takeDenied(): EngineEvent | undefined {
    for (let topic = this.#denied.pop(); topic !== undefined; topic = this.#denied.pop()) {
      if (!this.#toldDenied.isToBeTold(topic, performance.now())) continue
      const text = `${errorText(TOPIC_AUTHORIZATION_FAILED)}: topic '${topic}' (${explainDenied(topic)})`
      return { kind: 'error', code: TOPIC_AUTHORIZATION_FAILED, text, fatal: false, rung: 'authorisation' }
    }
    return undefined
  }

  /** Everything produced so far, as one barrier: what is produced from now on belongs to the next epoch. */
  closeEpoch(): Epoch {
    const closed = this.#current
    this.#current = new Epoch()
    closed.next = this.#current
    this.#advance()
    return closed
  }

  /** How many messages are outstanding up to the end of this epoch, waiting sends among them. */
  outstandingUpTo(epoch: Epoch): number {
    if (epoch.settled) return 0
    let count = 0
    for (let each: Epoch | null = this.#oldest; each !== null && each !== epoch.next; each = each.next) {
      count += each.outstanding
    }
    return count
  }

  #release(slot: number): void {
    const epoch = this.#epochs[slot]!
    this.#receivers[slot] = undefined
    if (this.reasons.size > 0) this.reasons.delete(slot)
    this.#topics[slot] = ''
    this.#epochs[slot] = null
    this.#free.push(slot)
    this.#leave(epoch)
  }

  #leave(epoch: Epoch): void {
    epoch.outstanding--
    if (epoch.outstanding === 0) this.#advance()
  }

  #advance(): void {
    while (this.#oldest.outstanding === 0 && this.#oldest.next !== null) {
      const done = this.#oldest
      this.#oldest = this.#oldest.next
      done.settled = true
      for (const settled of done.onSettled) settled()
    }
  }

  #describeFailure(code: number, report: DeliveryReport, slot: number): DeliveryError {
    const reason = this.reasons.get(slot)
    if (reason !== undefined) return new DeliveryError(code, reason.message, report, reason)
    const where = report.partition < 0 ? 'no partition yet' : `partition ${report.partition}`
    // Only a trouble that happened while the message waited can have been its cause.
    const trouble = this.brokerTrouble
    const cause = trouble && performance.now() - trouble.at <= report.latencyMs ? trouble.error : undefined
    const advice = code === TOPIC_AUTHORIZATION_FAILED ? ` (${explainDenied(report.topic)})` : ''
    const text = `${errorText(code)}: topic '${report.topic}', ${where}, after ${Math.round(report.latencyMs)} ms${advice}`
    return new DeliveryError(
      code,
      cause ? `${text}; last broker error: ${cause.message}` : text,
      report,
      cause,
    )
  }
}
