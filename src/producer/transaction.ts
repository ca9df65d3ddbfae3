import { setTimeout as sleep } from 'node:timers/promises'
import type { OnDelivery } from '../deliveries.js'
import { describe } from '../describe.js'
import { type DeliveryReport, KafkaError } from '../errors.js'
import type { Message } from '../message.js'
import type { ConsumedOffset, ConsumerGroupMetadata } from './consumed-offsets.js'
import { checkWait, onAbort, type WaitOptions } from './time-limits.js'

/** What `work` is given. When the transaction has ended its calls throw `_STATE`: nothing slips into the next one. */
export interface Transaction {
  /** Aborted when the transaction is given up before `work` has ended: time is up, or the caller's signal. */
  readonly signal: AbortSignal
  /** `producer.produce` */
  produce(message: Message, onDelivery?: OnDelivery): boolean
  /** `producer.send`; it need not be awaited: the commit waits for it, and a failure makes the transaction fail. */
  send(message: Message, options?: WaitOptions): Promise<DeliveryReport>
  /** `producer.sendBatch` */
  sendBatch(messages: readonly Message[]): Promise<PromiseSettledResult<DeliveryReport>[]>
  /** `producer.sendOffsetsToTransaction`, repeated while it may be. */
  sendOffsets(offsets: readonly ConsumedOffset[], group: string | ConsumerGroupMetadata): Promise<void>
}

/** The plain calls, upon which alone all this is built. */
interface Plain extends Omit<Transaction, 'signal' | 'sendOffsets'> {
  initTransactions(timeoutMs?: number): Promise<void>
  beginTransaction(): Promise<void>
  flush(timeoutMs?: number): Promise<number>
  commitTransaction(timeoutMs?: number): Promise<void>
  abortTransaction(timeoutMs?: number): Promise<void>
  sendOffsetsToTransaction(
    offsets: readonly ConsumedOffset[],
    group: string | ConsumerGroupMetadata,
    timeoutMs?: number,
  ): Promise<void>
}

interface Settings {
  readonly isInitialised: boolean
  /** `transaction.timeout.ms`: after it the broker aborts by itself. */
  readonly timeoutMs: number
}

const PAUSE_MS = 100
/** Of `transaction.timeout.ms`: how long an abort waits for what is on its way. */
const SETTLING_SHARE = 0.25

/** Begins, works, commits; one at a time. */
export class TransactionRunner {
  readonly #plain: Plain
  readonly #settings: Settings
  #isRunning = false
  /** The last abort has not ended: it goes first. */
  #isAbandoned = false

  constructor(plain: Plain, settings: Settings) {
    this.#plain = plain
    this.#settings = settings
  }

  async run<Result>(
    work: (transaction: Transaction) => Promise<Result> | Result,
    options: unknown,
  ): Promise<Result> {
    const { signal, timeoutMs } = checkWait(options, 2 * this.#settings.timeoutMs)
    if (typeof work !== 'function')
      throw new KafkaError('_INVALID_ARG', `work must be a function, got ${describe(work)}`)
    if (this.#isRunning) {
      throw new KafkaError('_STATE', 'a transaction is running: a producer has one at a time', {
        retriable: false,
      })
    }
    if (signal?.aborted) throw stopped(signal)
    this.#isRunning = true
    const limit = new Limit(timeoutMs)
    try {
      if (this.#isAbandoned) await this.#abort()
      if (!this.#settings.isInitialised) await limit.repeat((leftMs) => this.#plain.initTransactions(leftMs))
      await limit.repeat(() => this.#plain.beginTransaction())
      return await this.#runBegun(work, limit, signal)
    } finally {
      this.#isRunning = false
    }
  }

  async #runBegun<Result>(
    work: (transaction: Transaction) => Promise<Result> | Result,
    limit: Limit,
    signal: AbortSignal | undefined,
  ): Promise<Result> {
    const begun = new Begun(this.#plain, limit)
    try {
      const result = await begun.race(work, limit, signal)
      begun.end()
      await limit.repeat((leftMs) => this.#plain.commitTransaction(leftMs))
      return result
    } catch (error) {
      begun.end(error)
      if (KafkaError.is(error) && error.fatal) throw error
      // A commit that runs cannot be taken back: what became of it is learned by the same call.
      if (begun.isCommitting && !(KafkaError.is(error) && error.abortable)) throw error
      await this.#abort(error)
      throw begun.isCommitting ? aborted(error as KafkaError, begun.failure) : error
    }
  }

  /** `reason`: why; it is the cause where the abort itself fails for good. */
  async #abort(reason?: unknown): Promise<void> {
    this.#isAbandoned = true
    await this.#settleSent()
    try {
      await new Limit(this.#settings.timeoutMs).repeat((leftMs) => this.#plain.abortTransaction(leftMs))
      this.#isAbandoned = false
    } catch (error) {
      if (!KafkaError.is(error)) throw error
      // It had ended already: the broker's word, or the caller's own commit or abort.
      if (error.code === '_STATE') this.#isAbandoned = false
      else if (error.fatal || reason === undefined) throw because(error, reason)
    }
  }

  /**
   * librdkafka's abort gives up what is queued, and the next transaction's messages get the sequence numbers of those
   * (`rd_kafka_toppar_purge_queues`, `epoch_base_msgid`). Of what waits for a second try that is wrong:
   *
   *     a batch is sent, and written → its broker goes before it answers → the batch is queued again → abort
   *     → the next transaction's batch has the same numbers → DUPLICATE_SEQUENCE_NUMBER, taken for delivered: it is lost
   *
   * With everything reported before, nothing is given up. Where that takes too long, the abort goes on all the same.
   */
  async #settleSent(): Promise<void> {
    await this.#plain.flush(this.#settings.timeoutMs * SETTLING_SHARE).catch((error) => {
      // A callback that throws, as elsewhere where nobody waits for it.
      if (!KafkaError.is(error))
        queueMicrotask(() => {
          throw error
        })
    })
  }
}

/** The transaction as `work` sees it. */
class Begun {
  readonly #ended = new AbortController()
  readonly #plain: Plain
  readonly #limit: Limit
  #isOpen = true
  /** `work` has returned. */
  isCommitting = false
  /** Of the first message that failed. */
  failure: KafkaError | undefined

  constructor(plain: Plain, limit: Limit) {
    this.#plain = plain
    this.#limit = limit
  }

  end(reason?: unknown): void {
    this.#isOpen = false
    if (reason !== undefined) this.#ended.abort(reason)
  }

  /** What `work` makes of it, unless signal or time come first; what it does after that goes unheard. */
  async race<Result>(
    work: (transaction: Transaction) => Promise<Result> | Result,
    limit: Limit,
    signal: AbortSignal | undefined,
  ): Promise<Result> {
    let stop = () => {}
    const interrupted = new Promise<never>((_, reject) => {
      const stopListening = signal && onAbort(signal, () => reject(stopped(signal)))
      const timer = limit.onOver(() => reject(limit.error()))
      stop = () => {
        stopListening?.()
        clearTimeout(timer)
      }
    })
    try {
      const result = await Promise.race([this.#start(work), interrupted])
      this.isCommitting = true
      return result
    } finally {
      stop()
    }
  }

  /** What it throws at once is a rejection as well. */
  async #start<Result>(work: (transaction: Transaction) => Promise<Result> | Result): Promise<Result> {
    return work(this.#view())
  }

  #view(): Transaction {
    const plain = this.#plain
    const note = (error: unknown) => {
      if (KafkaError.is(error)) this.failure ??= error
    }
    return {
      signal: this.#ended.signal,
      produce: (message, onDelivery) => {
        this.#mustBeOpen()
        return plain.produce(message, wrap(onDelivery, note))
      },
      send: (message, options) => {
        if (!this.#isOpen) return Promise.reject(hasEnded())
        const sent = plain.send(message, options)
        // Nobody need await it: the commit fails in its stead.
        sent.catch(note)
        return sent
      },
      sendBatch: async (messages) => {
        this.#mustBeOpen()
        const outcomes = await plain.sendBatch(messages)
        for (const outcome of outcomes) {
          if (outcome.status === 'rejected') note(outcome.reason)
        }
        return outcomes
      },
      sendOffsets: async (offsets, group) => {
        await this.#limit.repeat((leftMs) => {
          this.#mustBeOpen()
          return plain.sendOffsetsToTransaction(offsets, group, leftMs)
        })
      },
    }
  }

  #mustBeOpen(): void {
    if (!this.#isOpen) throw hasEnded()
  }
}

/** Something that is no function is for `produce` to refuse. */
function wrap(onDelivery: OnDelivery | undefined, onFailed: (error: unknown) => void): OnDelivery {
  if (onDelivery !== undefined && typeof onDelivery !== 'function') return onDelivery
  return (error, report) => {
    if (error !== null) onFailed(error)
    onDelivery?.(error, report)
  }
}

class Limit {
  readonly #timeoutMs: number
  readonly #end: number

  constructor(timeoutMs: number) {
    this.#timeoutMs = timeoutMs
    this.#end = timeoutMs < 0 ? Number.POSITIVE_INFINITY : performance.now() + timeoutMs
  }

  get #leftMs(): number {
    return this.#end === Number.POSITIVE_INFINITY ? -1 : Math.max(0, this.#end - performance.now())
  }

  /** Again and again while the error is retriable and there is time. */
  async repeat(call: (leftMs: number) => Promise<void>): Promise<void> {
    for (;;) {
      try {
        return await call(this.#leftMs)
      } catch (error) {
        if (!KafkaError.is(error) || !error.retriable || performance.now() + PAUSE_MS >= this.#end)
          throw error
      }
      await sleep(PAUSE_MS)
    }
  }

  onOver(callback: () => void): NodeJS.Timeout | undefined {
    return this.#leftMs < 0 ? undefined : setTimeout(callback, this.#leftMs)
  }

  error(): KafkaError {
    return new KafkaError(
      '_TIMED_OUT',
      `the transaction was not ready to commit within ${this.#timeoutMs} ms: it was aborted`,
    )
  }
}

function hasEnded(): KafkaError {
  return new KafkaError('_STATE', 'this transaction has ended')
}

function stopped(signal: AbortSignal): KafkaError {
  return new KafkaError('_INTR', 'the transaction was given up by its signal, and aborted', {
    cause: signal.reason,
  })
}

function because(error: KafkaError, cause: unknown): KafkaError {
  const { code, message, retriable, fatal, abortable } = error
  return cause === undefined ? error : new KafkaError(code, message, { retriable, fatal, abortable, cause })
}

function aborted(error: KafkaError, failure: KafkaError | undefined): KafkaError {
  const text = `the transaction was aborted, nothing of it is to be read: run it again (${error.message})`
  return new KafkaError(error.code, text, { abortable: true, retriable: false, cause: failure ?? error })
}
