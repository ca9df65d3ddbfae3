import { EventEmitter } from 'node:events'
import { inspect } from 'node:util'
import type { ProducerOptions } from './config/options.js'
import { resolveConfig } from './config/resolve.js'
import { warnOnce } from './config/warnings.js'
import type { Ledger, OnDelivery } from './deliveries.js'
import type { EngineName, Features, Metadata, OpenEngine } from './engine/engine.js'
import { type DeliveryReport, QueueFullError } from './errors.js'
import type { Message } from './message.js'
import type { TopicAudit } from './producer/audit.js'
import { checkOnDelivery } from './producer/boarding.js'
import { closeDown } from './producer/closing.js'
import type { ConsumedOffset, ConsumerGroupMetadata } from './producer/consumed-offsets.js'
import { setSaslCredentials } from './producer/credentials.js'
import type { ProducerEvents } from './producer/events.js'
import { Life, unsupported } from './producer/life.js'
import type { ProducerMetrics } from './producer/metrics.js'
import { assemble, type Parts } from './producer/parts.js'
import { checkPurge, type PurgeOptions } from './producer/purge-options.js'
import type { AnswerOptions } from './producer/questions.js'
import { checkTimeout, checkWait, type WaitOptions } from './producer/time-limits.js'
import { type Transaction, TransactionRunner } from './producer/transaction.js'
import type { Transactions } from './producer/transactions.js'

/**
 * A Kafka producer over librdkafka. Every accepted message gets exactly one report; `ledger` adds up at every
 * moment. See docs/architecture.md for what happens when you call produce.
 */
export class Producer extends EventEmitter<ProducerEvents> implements AsyncDisposable {
  readonly #parts: Parts
  readonly #life = new Life()
  #runner: TransactionRunner | undefined

  /**
   * Validates everything; needs no broker.
   * @throws ConfigError with all problems at once; UnsupportedError where no engine can run
   */
  constructor(options: ProducerOptions)
  /** @internal `open`: an engine that is none of librdkafka's, for lingerbus/testing */
  constructor(options: ProducerOptions, open: OpenEngine)
  constructor(options: ProducerOptions, open?: OpenEngine) {
    super()
    const config = resolveConfig(options)
    warnOnce(config.warnings)
    this.#parts = assemble(config, this, open)
  }

  /** Which engine runs; `fake` is that of a FakeProducer (lingerbus/testing). */
  get engine(): EngineName | 'fake' {
    return this.#parts.engine.name
  }

  /** What this engine can do. */
  get features(): Features {
    return this.#parts.engine.features
  }

  /** Accepted messages whose callback has not returned; 0 exactly when nothing is left. */
  get outstanding(): number {
    return this.#parts.deliveries.outstanding
  }

  /** At every moment `accepted = delivered + failed + outstanding`. */
  get ledger(): Ledger {
    return this.#parts.deliveries.ledger
  }

  /** Numbers at any time, without a broker: counters, latencies, and what the last statistics said. Also after close. */
  metrics(): ProducerMetrics {
    return this.#parts.metrics.read()
  }

  /**
   * Takes a message and returns at once; no broker is waited for (`rd_kafka_produce`). If it throws, no report
   * will ever come; if it returns, `onDelivery` is called exactly once, never from inside this call.
   * @returns false at or above the high-water mark: then `await producer.drained()`
   * @throws MessageError for bad input, QueueFullError at the hard limit or while sends wait for room,
   *   ClosedError after close
   */
  produce(message: Message, onDelivery?: OnDelivery): boolean {
    this.#life.mustBeOpen('produce')
    checkOnDelivery(onDelivery)
    const { config, deliveries, boarding, sends, drain } = this.#parts
    const checked = boarding.check(message)
    if (sends.waiting > 0) {
      drain.owe()
      throw new QueueFullError(`${sends.waiting} sends wait for room: await producer.drained(), or use send`)
    }
    const code = boarding.accept(checked, onDelivery)
    if (code !== 0) {
      const refusal = boarding.refusalOf(code, checked)
      if (refusal instanceof QueueFullError) drain.owe()
      throw refusal
    }
    if (deliveries.outstanding < config.highWaterMark) return true
    drain.owe()
    return false
  }

  /**
   * Waits for `'drain'` after produce said false or threw `QueueFullError`; otherwise, and at close, it is there
   * at once. Not `events.once(producer, 'drain')`: that rejects at any `'error'` event, and a broker that comes
   * back is one. With `poll: 'manual'` it waits until someone polls.
   */
  drained(): Promise<void> {
    return this.#life.closed ? Promise.resolve() : this.#parts.drain.wait()
  }

  /**
   * `produce` as a promise; waits for room instead of failing, first come first served. With `poll: 'manual'`
   * it settles only while someone polls.
   * @throws (rejects) DeliveryError with the report, MessageError, ClosedError; WaitError when `signal` or
   *   `timeoutMs` ended the wait
   */
  send(message: Message, options?: WaitOptions): Promise<DeliveryReport> {
    try {
      this.#life.mustBeOpen('send')
      const { config, boarding, sends } = this.#parts
      const checked = boarding.check(message)
      // Not an async function: that would be a second promise to make, settle and collect for each message.
      if (options === undefined && config.sendTimeoutMs < 0) return sends.send(checked)
      const { signal, timeoutMs } = checkWait(options === undefined ? {} : options, config.sendTimeoutMs)
      return sends.sendUntil(checked, signal, timeoutMs)
    } catch (error) {
      return Promise.reject(error)
    }
  }

  /**
   * One outcome a message, in order.
   * @throws (rejects) MessageError that names the index, before the first message is enqueued
   */
  async sendBatch(messages: readonly Message[]): Promise<PromiseSettledResult<DeliveryReport>[]> {
    this.#life.mustBeOpen('sendBatch')
    return Promise.allSettled(
      this.#parts.boarding.checkAll(messages).map((message) => this.#parts.sends.send(message)),
    )
  }

  /**
   * Runs what callbacks there are, or waits for the first (`rd_kafka_poll`, but it counts callbacks).
   * @param timeoutMs −1: no limit
   * @returns how many callbacks ran; rejects with what one of them throws
   */
  async poll(timeoutMs = 0): Promise<number> {
    const limit = checkTimeout(timeoutMs)
    this.#life.mustNotBeClosed('poll')
    return this.#parts.dispatcher.poll(limit)
  }

  /**
   * A barrier: 0 means that every callback of an earlier message has run (`rd_kafka_flush`). Overrides linger
   * meanwhile; messages produced later are not waited for.
   * @param timeoutMs −1: no limit
   * @returns how many earlier messages are still outstanding
   */
  async flush(timeoutMs = -1): Promise<number> {
    const limit = checkTimeout(timeoutMs)
    this.#life.mustNotBeClosed('flush')
    return this.#parts.dispatcher.flush(limit)
  }

  /** Brokers and partitions as a broker says; refreshes the engine's own view as well (`rd_kafka_metadata`). */
  async metadata(topic?: string, options: AnswerOptions = {}): Promise<Metadata> {
    this.#life.mustBeOpen('metadata')
    return this.#parts.questions.metadata(topic, options)
  }

  /**
   * Where this key goes now: asks a broker for the topic's partition count, and refreshes the producer's own view
   * with it. For many keys ask once and use `partition` of lingerbus/partitioners with the count.
   * @returns −1 where the key does not decide
   * @throws (rejects) MessageError for a bad topic or key, or what a `{ hash }` does wrong; KafkaError when there is
   *   no answer, or no such topic
   */
  async partitionFor(topic: string, key: Message['key'], options: AnswerOptions = {}): Promise<number> {
    this.#life.mustBeOpen('partitionFor')
    return this.#parts.questions.partitionFor(topic, key, options)
  }

  /**
   * Holds a real topic against this configuration: replication factor, in-sync replicas, sizes, timestamps and
   * cleaning, with advice (engine `native`; `rd_kafka_DescribeConfigs`, KIP-133).
   * @param timeoutMs milliseconds, −1: no limit
   * @throws (rejects) UnsupportedError on `binding`, KafkaError where the topic is unknown or nobody answers
   */
  async audit(topic: string, options: AnswerOptions = {}): Promise<TopicAudit> {
    this.#life.mustBeOpen('audit')
    return this.#parts.questions.audit(topic, options)
  }

  /**
   * Flushes, gives up what is left when the time is over, dispatches every report and ends the client.
   * Idempotent: later calls return the same promise. After 5 s it says in the log what it waits for.
   * @returns the ledger, with nothing outstanding; rejects with the first exception of a callback, afterwards
   */
  async close(options: WaitOptions = {}): Promise<Ledger> {
    const { timeoutMs, signal } = checkWait(options)
    return this.#life.end(() => this.#close(timeoutMs, signal))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
  }

  /**
   * User and password for PLAIN and SCRAM from the next connection on (`rd_kafka_sasl_set_credentials`); open ones stay as
   * they are.
   * @throws KafkaError `_INVALID_ARG` for what is no text, `_STATE` where neither mechanism is configured; ClosedError
   */
  setSaslCredentials(user: string, password: string): void {
    this.#life.mustBeOpen('setSaslCredentials')
    setSaslCredentials(this.#parts.config, this.#parts.engine, user, password)
  }

  /**
   * Gives up what is inside now: it fails with `_PURGE_QUEUE` or `_PURGE_INFLIGHT`, in the next turn, poll or flush
   * (`rd_kafka_purge`). Until the promise resolves the queue counts as full.
   */
  async purge(options: PurgeOptions = {}): Promise<void> {
    if (!this.#parts.engine.purge) throw unsupported(this.engine, 'purge')
    const { queued, inFlight } = checkPurge(options)
    this.#life.mustBeOpen('purge')
    return this.#parts.engine.purge(queued, inFlight)
  }

  /** `poll`, blocking the thread; for scripts. @throws what a callback throws */
  pollSync(timeoutMs = 0): number {
    if (!this.#parts.engine.waitSync) throw unsupported(this.engine, 'pollSync')
    const limit = checkTimeout(timeoutMs)
    this.#life.mustBeOpen('pollSync')
    return this.#parts.dispatcher.pollSync(limit)
  }

  /** `flush`, blocking the thread; for scripts and `process.on('exit')`. @throws what a callback throws */
  flushSync(timeoutMs = -1): number {
    if (!this.#parts.engine.waitSync) throw unsupported(this.engine, 'flushSync')
    const limit = checkTimeout(timeoutMs)
    this.#life.mustBeOpen('flushSync')
    return this.#parts.dispatcher.flushSync(limit)
  }

  /**
   * First of all, once: takes over the `transactional.id`, ends what an earlier producer of that name left open, and
   * fences it off (`rd_kafka_init_transactions`). This call and the next four need the engine `native`; their errors
   * are `retriable` (make the same call again), `abortable` (abort, then begin anew) or `fatal` (close); see
   * docs/transactions.md.
   * @param timeoutMs −1: twice `transaction.timeout.ms`
   * @throws (rejects) KafkaError: `_TIMED_OUT` when the time is up, and the same call goes on with the work
   */
  async initTransactions(timeoutMs = -1): Promise<void> {
    return this.#transactions('initTransactions').init(timeoutMs)
  }

  /** What is produced from now on belongs to the transaction (`rd_kafka_begin_transaction`). No broker is asked. */
  async beginTransaction(): Promise<void> {
    return this.#transactions('beginTransaction').begin()
  }

  /**
   * Waits for every message of the transaction, then makes all of them readable at once
   * (`rd_kafka_commit_transaction`). One failed message makes it fail, abortable.
   * @param timeoutMs −1: no limit, as librdkafka advises; after a time-out only the same call may follow
   */
  async commitTransaction(timeoutMs = -1): Promise<void> {
    return this.#transactions('commitTransaction').commit(timeoutMs)
  }

  /**
   * Gives up what is queued (`_PURGE_QUEUE`), waits for what is in flight; `read_committed` readers see none of it
   * (`rd_kafka_abort_transaction`). Before that, for at most half of its time, it waits for a first delivery:
   * an abort that the coordinator hears before the transaction would be fatal (librdkafka #4849). Flush before it, or use
   * `transaction`: what a broker wrote and did not answer for would cost the next transaction a batch (docs/transactions.md).
   * @param timeoutMs −1: no limit, as librdkafka advises; after a time-out only the same call may follow
   */
  async abortTransaction(timeoutMs = -1): Promise<void> {
    return this.#transactions('abortTransaction').abort(timeoutMs)
  }

  /**
   * Commits a consumer's offsets with the transaction (`rd_kafka_send_offsets_to_transaction`). The consumer has
   * `enable.auto.commit` off and `isolation.level` `read_committed`.
   * @param group the consumer group's name, or the consumer's place in it, which fences off members that are gone
   * @param timeoutMs at most, and for −1, `transaction.timeout.ms`
   */
  async sendOffsetsToTransaction(
    offsets: readonly ConsumedOffset[],
    group: string | ConsumerGroupMetadata,
    timeoutMs = -1,
  ): Promise<void> {
    return this.#transactions('sendOffsetsToTransaction').sendOffsets(offsets, group, timeoutMs)
  }

  /**
   * Begins, runs `work` once, commits; aborts where it throws or a message fails. What is retriable is repeated,
   * what is fatal ends it. Calls initTransactions where nobody has. One at a time.
   * @param options `timeoutMs` from the call to the commit, default twice `transaction.timeout.ms`, −1: no limit;
   *   `signal` gives up until the commit begins
   * @returns what `work` returns, when it is committed
   * @throws (rejects) what `work` throws, when it is aborted; KafkaError: `abortable` it was aborted and may be run
   *   again, `retriable` the commit has not ended (commitTransaction goes on with it), `fatal` close the producer
   */
  async transaction<Result>(
    work: (transaction: Transaction) => Promise<Result> | Result,
    options: WaitOptions = {},
  ): Promise<Result> {
    this.#runner ??= new TransactionRunner(this, this.#transactions('transaction'))
    return this.#runner.run(work, options)
  }

  /**
   * After a fatal error: a new client behind the same object, instead of a new process. What was queued has been
   * reported by then (`_PURGE_QUEUE`, `not-persisted`: send it again); with `onFatal: 'recover'` all that goes by
   * itself. A transactional producer calls initTransactions anew.
   * @throws (rejects) KafkaError: `_STATE` where there was no fatal error, the fatal error itself where another
   *   producer has taken over the `transactional.id`; UnsupportedError on `binding`
   */
  async recover(): Promise<void> {
    if (!this.#parts.engine.recover) throw unsupported(this.engine, 'recover')
    this.#life.mustBeOpen('recover')
    return this.#parts.recovery.run()
  }

  [inspect.custom](): string {
    const { accepted, delivered, failed, outstanding } = this.ledger
    return `Producer { engine: '${this.engine}', ${this.#life.state}, accepted: ${accepted}, delivered: ${delivered}, failed: ${failed}, outstanding: ${outstanding} }`
  }

  #transactions(call: string): Transactions {
    const { engine, transactions } = this.#parts
    if (!engine.transact) throw unsupported(engine.name, call)
    this.#life.mustBeOpen(call)
    return transactions
  }

  async #close(timeoutMs: number, signal: AbortSignal | undefined): Promise<Ledger> {
    const log = (text: string) => this.emit('log', { level: 5, facility: 'CLOSE', text })
    try {
      return await closeDown({ ...this.#parts, log }, timeoutMs, signal)
    } finally {
      this.#parts.drain.release()
    }
  }
}
