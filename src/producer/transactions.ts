import type { ResolvedConfig } from '../config/resolve.js'
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
  /** A commit waits for messages that are not inside librdkafka yet. */
  #isSettling = false

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
    this.#mustNotSettle('abort')
    // They were sent in this transaction: let in later they would be part of the next one.
    if (this.#isOpen) {
      this.#parts.sends.rejectAll(
        new KafkaError(
          '_PURGE_QUEUE',
          'the transaction was aborted before there was room for this message: it was not enqueued',
        ),
      )
    }
    await this.#run({ name: 'abort' }, limit)
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
    this.#mustNotSettle('commit')
    if (!this.#isOpen || (sends.waiting === 0 && !engine.holds)) return
    this.#isSettling = true
    try {
      const left = await dispatcher.flush(timeoutMs)
      if (left === 0) return
      const text = `${METHODS.commit}: ${left} messages are outstanding after ${timeoutMs} ms`
      throw new KafkaError('_TIMED_OUT', `${text}: make the same call again`, { retriable: true })
    } finally {
      this.#isSettling = false
    }
  }

  #mustNotSettle(name: TransactionCall['name']): void {
    if (!this.#isSettling) return
    const code = name === 'commit' ? '_PREV_IN_PROGRESS' : '_CONFLICT'
    throw advised(name, new KafkaError(code, 'commit has not ended', { retriable: true }))
  }

  async #run(call: TransactionCall, timeoutMs: number): Promise<void> {
    const { engine, dispatcher, config } = this.#parts
    if (!engine.transact) throw unsupported(engine.name, METHODS[call.name])
    if (!config.transactional) {
      throw new KafkaError('_NOT_CONFIGURED', `${METHODS[call.name]} needs the property transactional.id`)
    }
    this.#mustNotSettle(call.name)
    try {
      await dispatcher.serveWhile(engine.transact(call, timeoutMs))
    } catch (error) {
      if (KafkaError.is(error) && error.fatal) this.#isOpen = false
      throw KafkaError.is(error) ? advised(call.name, error) : error
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
