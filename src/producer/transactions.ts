import type { ResolvedConfig } from '../config/resolve.js'
import type { Deliveries } from '../deliveries.js'
import type { Engine, TransactionCall } from '../engine/engine.js'
import { KafkaError } from '../errors.js'
import { checkGroup, checkOffsets } from './consumed-offsets.js'
import type { Dispatcher } from './dispatcher.js'
import { unsupported } from './life.js'
import type { Sends } from './sends.js'
import { checkTimeout } from './time-limits.js'

interface Parts {
  readonly config: ResolvedConfig
  readonly engine: Engine
  readonly deliveries: Deliveries
  readonly dispatcher: Dispatcher
  readonly sends: Sends
}

const METHODS = {
  init: 'initTransactions',
  begin: 'beginTransaction',
  commit: 'commitTransaction',
  abort: 'abortTransaction',
  sendOffsets: 'sendOffsetsToTransaction',
} as const

/** Of the time that an abort has: how long it waits for the coordinator to hear of the transaction. */
const FIRST_DELIVERY_SHARE = 1 / 2
/** How long close waits for the abort of a transaction that nobody has ended. */
const CLOSING_ABORT_MS = 5000

/**
 * librdkafka's five calls, with what it cannot know: the messages that are accepted and not inside it yet. Its
 * answers are passed on with a sentence on what to do.
 */
export class Transactions {
  readonly #parts: Parts
  /** librdkafka's two limits come from `transaction.timeout.ms`. */
  readonly timeoutMs: number
  #isInitialised = false
  #isOpen = false
  /** Of the ledger, when the transaction began. */
  #deliveredBefore = 0
  /** A commit or an abort has timed out, and librdkafka goes on with it. */
  #isEnding = false
  /** Calls that are with librdkafka. */
  #running = 0
  /** What waits here for messages and is not librdkafka's yet: a commit for those outside it, an abort for the first. */
  #waiting: 'commit' | 'abort' | null = null

  constructor(parts: Parts) {
    this.#parts = parts
    this.timeoutMs = Number(parts.config.properties['transaction.timeout.ms'] ?? 60_000)
  }

  get isInitialised(): boolean {
    return this.#isInitialised
  }

  /** The state machine begins anew; what was open is lost. */
  onNewClient(): void {
    this.#isInitialised = false
    this.#isOpen = false
  }

  async init(timeoutMs: unknown): Promise<void> {
    const limit = checkTimeout(timeoutMs)
    await this.#run({ name: 'init' }, limit < 0 ? 2 * this.timeoutMs : limit)
    this.#isInitialised = true
  }

  async begin(): Promise<void> {
    await this.#run({ name: 'begin' }, -1)
    this.#isOpen = true
    this.#isEnding = false
    this.#deliveredBefore = this.#parts.deliveries.ledger.delivered
  }

  async commit(timeoutMs: unknown): Promise<void> {
    const limit = checkTimeout(timeoutMs)
    const end = performance.now() + limit
    await this.#settleOutside(limit)
    await this.#run({ name: 'commit' }, limit < 0 ? -1 : Math.max(0, end - performance.now()))
    this.#isOpen = false
  }

  async abort(timeoutMs: unknown): Promise<void> {
    const limit = checkTimeout(timeoutMs)
    const end = performance.now() + limit
    this.#mustNotWait('abort')
    // They were sent in this transaction: let in later they would be part of the next one.
    if (this.#isOpen) {
      this.#parts.sends.rejectAll(
        new KafkaError(
          '_PURGE_QUEUE',
          'the transaction was aborted before there was room for this message: it was not enqueued',
        ),
      )
    }
    // No await without need: another call that is made in the same turn must find this one running.
    if (this.#mayBeUnheardOf) await this.#letCoordinatorHear(limit)
    await this.#run({ name: 'abort' }, limit < 0 ? -1 : Math.max(0, end - performance.now()))
    this.#isOpen = false
  }

  async sendOffsets(offsets: unknown, group: unknown, timeoutMs: unknown): Promise<void> {
    const call = { name: 'sendOffsets', offsets: checkOffsets(offsets), group: checkGroup(group) } as const
    const limit = checkTimeout(timeoutMs)
    await this.#run(call, limit < 0 ? this.timeoutMs : Math.min(limit, this.timeoutMs))
  }

  /** So that readers need not wait for the broker to do it after `transaction.timeout.ms`. */
  async abortAtClose(timeoutMs: number): Promise<void> {
    if (!this.#isOpen) return
    const limit = timeoutMs < 0 ? CLOSING_ABORT_MS : Math.min(timeoutMs, CLOSING_ABORT_MS)
    // Where it fails the broker does it, in its time.
    await this.abort(limit).catch(() => {})
  }

  /** librdkafka's commit waits for what is inside it. Sends without room and messages without a partition are not. */
  async #settleOutside(timeoutMs: number): Promise<void> {
    const { engine, sends, dispatcher } = this.#parts
    this.#mustNotWait('commit')
    if (!this.#isOpen || (sends.waiting === 0 && !engine.holds)) return
    this.#waiting = 'commit'
    try {
      const left = await dispatcher.flush(timeoutMs)
      if (left === 0) return
      const text = `${METHODS.commit}: ${left} messages are outstanding after ${timeoutMs} ms`
      throw new KafkaError('_TIMED_OUT', `${text}: make the same call again`, { retriable: true })
    } finally {
      this.#waiting = null
    }
  }

  /**
   * librdkafka sends the abort also where the coordinator has not yet taken the first partition into the transaction:
   *
   *     abort of the one before → its markers are being written → begin, produce → AddPartitionsToTxn is answered
   *     CONCURRENT_TRANSACTIONS → abort: EndTxn, and no more partitions → INVALID_TXN_STATE, which is fatal
   *
   * (librdkafka #4849). With the first message that is delivered the coordinator knows; where librdkafka has given
   * them up all this is at once.
   */
  async #letCoordinatorHear(timeoutMs: number): Promise<void> {
    this.#waiting = 'abort'
    try {
      const most = timeoutMs < 0 ? this.timeoutMs : Math.min(timeoutMs, this.timeoutMs)
      await this.#parts.dispatcher.untilDelivered(most * FIRST_DELIVERY_SHARE)
    } finally {
      this.#waiting = null
    }
  }

  get #mayBeUnheardOf(): boolean {
    if (!this.#isOpen || this.#isEnding || this.#running > 0) return false
    const { outstanding, ledger } = this.#parts.deliveries
    return outstanding > 0 && ledger.delivered === this.#deliveredBefore
  }

  #mustNotWait(name: TransactionCall['name']): void {
    if (this.#waiting === null) return
    const code = name === this.#waiting ? '_PREV_IN_PROGRESS' : '_CONFLICT'
    throw advised(name, new KafkaError(code, `${this.#waiting} has not ended`, { retriable: true }))
  }

  async #run(call: TransactionCall, timeoutMs: number): Promise<void> {
    const { engine, dispatcher, config } = this.#parts
    if (!engine.transact) throw unsupported(engine.name, METHODS[call.name])
    if (!config.transactional) {
      throw new KafkaError('_NOT_CONFIGURED', `${METHODS[call.name]} needs the property transactional.id`)
    }
    this.#mustNotWait(call.name)
    this.#running++
    try {
      await dispatcher.serveWhile(engine.transact(call, timeoutMs))
    } catch (error) {
      if (!KafkaError.is(error)) throw error
      if (error.fatal) this.#isOpen = false
      if (error.abortable) this.#isEnding = false
      else if (error.code === '_TIMED_OUT') this.#isEnding ||= call.name === 'commit' || call.name === 'abort'
      throw advised(call.name, error)
    } finally {
      this.#running--
    }
  }
}

/** The same error; its text says what to do. */
function advised(name: TransactionCall['name'], error: KafkaError): KafkaError {
  const advice = adviceOn(error)
  error.message = `${METHODS[name]}: ${error.message}${advice === '' ? '' : `: ${advice}`}`
  return error
}

function adviceOn(error: KafkaError): string {
  if (error.code === '_FENCED')
    return 'another producer with the same transactional.id has begun its work, and this one is finished: close it'
  if (error.fatal) return 'the producer is finished: close it and make a new one'
  if (error.abortable) return 'abort the transaction, then begin anew'
  if (error.retriable) return 'make the same call again'
  if (error.code === '_STATE')
    return 'the order is initTransactions once, then for each transaction beginTransaction, messages, commitTransaction or abortTransaction'
  // rdkafka.h: what is neither retriable nor abortable is to be treated as fatal.
  return error.code === '_DESTROY' ? '' : 'close the producer and make a new one'
}
