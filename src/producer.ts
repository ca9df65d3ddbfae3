import { EventEmitter } from 'node:events'
import { inspect } from 'node:util'
import type { ProducerOptions } from './config/options.js'
import { type ResolvedConfig, resolveConfig } from './config/resolve.js'
import { warnOnce } from './config/warnings.js'
import { Deliveries, type Ledger, type OnDelivery } from './deliveries.js'
import type { Engine, EngineName, Features, Metadata, OpenEngine } from './engine/engine.js'
import { openEngine } from './engine/open-engine.js'
import { ClosedError, type DeliveryReport, KafkaError, QueueFullError, UnsupportedError } from './errors.js'
import { checkKey, checkTopic, type Message } from './message.js'
import { specOf } from './partitioners/spec.js'
import { openPlaced } from './placement/open-placed.js'
import { partitionOfKey } from './placement/partition-of-key.js'
import { auditTopic, type TopicAudit } from './producer/audit.js'
import { Boarding, checkOnDelivery } from './producer/boarding.js'
import { closeDown } from './producer/closing.js'
import { Dispatcher } from './producer/dispatcher.js'
import { emitEvent, type ProducerEvents, toError } from './producer/events.js'
import { checkPurge, type PurgeOptions } from './producer/purge-options.js'
import { Sends } from './producer/sends.js'
import { checkAnswerTimeout, checkTimeout, checkWait, type WaitOptions } from './producer/time-limits.js'

/**
 * A Kafka producer over librdkafka. Every accepted message gets exactly one report; `ledger` adds up at every
 * moment. See docs/architecture.md for what happens when you call produce.
 */
export class Producer extends EventEmitter<ProducerEvents> implements AsyncDisposable {
  readonly #config: ResolvedConfig
  readonly #engine: Engine
  readonly #deliveries = new Deliveries()
  readonly #boarding: Boarding
  readonly #sends: Sends
  readonly #dispatcher: Dispatcher
  #closing: Promise<Ledger> | null = null
  #closed = false
  /** produce said false, or threw for a full queue: someone waits for 'drain'. */
  #owesDrain = false
  readonly #onDrained = new Set<() => void>()

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
    this.#config = config
    warnOnce(config.warnings)
    const onReason = (slot: number, error: KafkaError) => this.#deliveries.reasons.set(slot, error)
    this.#engine = openPlaced(config, { onWake: () => this.#dispatcher.wake(), onReason }, (options) =>
      open ? open(options) : openEngine(config.engine, options),
    )
    this.#boarding = new Boarding(config, this.#engine, this.#deliveries)
    this.#sends = new Sends(this.#boarding, this.#deliveries)
    this.#dispatcher = new Dispatcher({
      engine: this.#engine,
      deliveries: this.#deliveries,
      auto: config.poll === 'auto',
      onEvent: (event) => {
        if (event.kind === 'error')
          this.#deliveries.brokerTrouble = { error: toError(event), at: performance.now() }
        return emitEvent(this, event)
      },
      onRoom: () => this.#onRoom(),
    })
  }

  /** Which engine runs; `fake` is that of a FakeProducer (lingerbus/testing). */
  get engine(): EngineName | 'fake' {
    return this.#engine.name
  }

  /** What this engine can do. */
  get features(): Features {
    return this.#engine.features
  }

  /** Accepted messages whose callback has not returned; 0 exactly when nothing is left. */
  get outstanding(): number {
    return this.#deliveries.outstanding
  }

  /** At every moment `accepted = delivered + failed + outstanding`. */
  get ledger(): Ledger {
    return this.#deliveries.ledger
  }

  /**
   * Takes a message and returns at once; no broker is waited for (`rd_kafka_produce`). If it throws, no report
   * will ever come; if it returns, `onDelivery` is called exactly once, never from inside this call.
   * @returns false at or above the high-water mark: then `await producer.drained()`
   * @throws MessageError for bad input, QueueFullError at the hard limit or while sends wait for room,
   *   ClosedError after close
   */
  produce(message: Message, onDelivery?: OnDelivery): boolean {
    this.#mustBeOpen('produce')
    checkOnDelivery(onDelivery)
    const checked = this.#boarding.check(message)
    if (this.#sends.waiting > 0) {
      this.#owesDrain = true
      throw new QueueFullError(
        `${this.#sends.waiting} sends wait for room: await producer.drained(), or use send`,
      )
    }
    const code = this.#boarding.accept(checked, onDelivery)
    if (code !== 0) {
      const refusal = this.#boarding.refusalOf(code, checked)
      if (refusal instanceof QueueFullError) this.#owesDrain = true
      throw refusal
    }
    if (this.#deliveries.outstanding < this.#config.highWaterMark) return true
    this.#owesDrain = true
    return false
  }

  /**
   * Waits for `'drain'` after produce said false or threw `QueueFullError`; otherwise, and at close, it is there
   * at once. Not `events.once(producer, 'drain')`: that rejects at any `'error'` event, and a broker that comes
   * back is one. With `poll: 'manual'` it waits until someone polls.
   */
  drained(): Promise<void> {
    if (!this.#owesDrain || this.#closed) return Promise.resolve()
    return new Promise((resolve) => {
      this.#onDrained.add(resolve)
    })
  }

  /**
   * `produce` as a promise; waits for room instead of failing, first come first served. With `poll: 'manual'`
   * it settles only while someone polls.
   * @throws (rejects) DeliveryError with the report, MessageError, ClosedError; WaitError when `signal` or
   *   `timeoutMs` ended the wait
   */
  send(message: Message, options?: WaitOptions): Promise<DeliveryReport> {
    try {
      this.#mustBeOpen('send')
      const checked = this.#boarding.check(message)
      // Not an async function: that would be a second promise to make, settle and collect for each message.
      const usualMs = this.#config.sendTimeoutMs
      if (options === undefined && usualMs < 0) return this.#sends.send(checked)
      const { signal, timeoutMs } = checkWait(options === undefined ? {} : options, usualMs)
      return this.#sends.sendUntil(checked, signal, timeoutMs)
    } catch (error) {
      return Promise.reject(error)
    }
  }

  /**
   * One outcome a message, in order.
   * @throws (rejects) MessageError that names the index, before the first message is enqueued
   */
  async sendBatch(messages: readonly Message[]): Promise<PromiseSettledResult<DeliveryReport>[]> {
    this.#mustBeOpen('sendBatch')
    return Promise.allSettled(this.#boarding.checkAll(messages).map((message) => this.#sends.send(message)))
  }

  /**
   * Runs what callbacks there are, or waits for the first (`rd_kafka_poll`, but it counts callbacks).
   * @param timeoutMs −1: no limit
   * @returns how many callbacks ran; rejects with what one of them throws
   */
  async poll(timeoutMs = 0): Promise<number> {
    const limit = checkTimeout(timeoutMs)
    this.#mustNotBeClosed('poll')
    return this.#dispatcher.poll(limit)
  }

  /**
   * A barrier: 0 means that every callback of an earlier message has run (`rd_kafka_flush`). Overrides linger
   * meanwhile; messages produced later are not waited for.
   * @param timeoutMs −1: no limit
   * @returns how many earlier messages are still outstanding
   */
  async flush(timeoutMs = -1): Promise<number> {
    const limit = checkTimeout(timeoutMs)
    this.#mustNotBeClosed('flush')
    return this.#dispatcher.flush(limit)
  }

  /** Brokers and partitions as a broker says; refreshes the engine's own view as well (`rd_kafka_metadata`). */
  async metadata(topic?: string, options: { timeoutMs?: number } = {}): Promise<Metadata> {
    this.#mustBeOpen('metadata')
    if (topic !== undefined) checkTopic(topic)
    return this.#engine.metadata(topic ?? null, checkAnswerTimeout(options))
  }

  /**
   * Where this key goes now: asks a broker for the topic's partition count, and refreshes the producer's own view
   * with it. For many keys ask once and use `partition` of lingerbus/partitioners with the count.
   * @returns −1 where the key does not decide
   * @throws (rejects) MessageError for a bad topic or key, or what a `{ hash }` does wrong; KafkaError when there is
   *   no answer, or no such topic
   */
  async partitionFor(
    topic: string,
    key: Message['key'],
    options: { timeoutMs?: number } = {},
  ): Promise<number> {
    this.#mustBeOpen('partitionFor')
    checkTopic(topic)
    const checked = checkKey(key)
    const { topics } = await this.#engine.metadata(topic, checkAnswerTimeout(options))
    const partitionCount = topics[0]?.partitions.length ?? 0
    if (partitionCount === 0) throw new KafkaError('UNKNOWN_TOPIC_OR_PART', `there is no topic '${topic}'`)
    return partitionOfKey(specOf(this.#config.partitioners, topic), topic, checked, partitionCount)
  }

  /**
   * Holds a real topic against this configuration: replication factor, in-sync replicas, sizes, timestamps and
   * cleaning, with advice (engine `native`; `rd_kafka_DescribeConfigs`, KIP-133).
   * @param timeoutMs milliseconds, −1: no limit
   * @throws (rejects) UnsupportedError on `binding`, KafkaError where the topic is unknown or nobody answers
   */
  async audit(topic: string, options: { timeoutMs?: number } = {}): Promise<TopicAudit> {
    if (!this.#engine.topicConfig) throw this.#unsupported('audit')
    this.#mustBeOpen('audit')
    checkTopic(topic)
    const limit = checkAnswerTimeout(options)
    const settings = await this.#engine.topicConfig(topic, limit)
    return auditTopic(this.#config, await this.#engine.metadata(topic, limit), topic, settings)
  }

  /**
   * Flushes, gives up what is left when the time is over, dispatches every report and ends the client.
   * Idempotent: later calls return the same promise. After 5 s it says in the log what it waits for.
   * @returns the ledger, with nothing outstanding; rejects with the first exception of a callback, afterwards
   */
  async close(options: WaitOptions = {}): Promise<Ledger> {
    const { timeoutMs, signal } = checkWait(options)
    // In a later microtask, when `#closing` stands: the flush runs callbacks at once, and one of them may call close.
    this.#closing ??= Promise.resolve().then(() => this.#close(timeoutMs, signal))
    return this.#closing
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
  }

  /**
   * Gives up what is inside now: it fails with `_PURGE_QUEUE` or `_PURGE_INFLIGHT`, in the next turn, poll or flush
   * (`rd_kafka_purge`). Until the promise resolves the queue counts as full.
   */
  async purge(options: PurgeOptions = {}): Promise<void> {
    if (!this.#engine.purge) throw this.#unsupported('purge')
    const { queued, inFlight } = checkPurge(options)
    this.#mustBeOpen('purge')
    return this.#engine.purge(queued, inFlight)
  }

  /** `poll`, blocking the thread; for scripts. @throws what a callback throws */
  pollSync(timeoutMs = 0): number {
    if (!this.#engine.waitSync) throw this.#unsupported('pollSync')
    const limit = checkTimeout(timeoutMs)
    this.#mustBeOpen('pollSync')
    return this.#dispatcher.pollSync(limit)
  }

  /** `flush`, blocking the thread; for scripts and `process.on('exit')`. @throws what a callback throws */
  flushSync(timeoutMs = -1): number {
    if (!this.#engine.waitSync) throw this.#unsupported('flushSync')
    const limit = checkTimeout(timeoutMs)
    this.#mustBeOpen('flushSync')
    return this.#dispatcher.flushSync(limit)
  }

  async initTransactions(_timeoutMs = -1): Promise<void> {
    throw this.#unsupported('initTransactions')
  }

  async beginTransaction(): Promise<void> {
    throw this.#unsupported('beginTransaction')
  }

  async commitTransaction(_timeoutMs = -1): Promise<void> {
    throw this.#unsupported('commitTransaction')
  }

  async abortTransaction(_timeoutMs = -1): Promise<void> {
    throw this.#unsupported('abortTransaction')
  }

  async sendOffsetsToTransaction(): Promise<void> {
    throw this.#unsupported('sendOffsetsToTransaction')
  }

  [inspect.custom](): string {
    const { accepted, delivered, failed, outstanding } = this.ledger
    const state = this.#closed ? 'closed' : this.#closing ? 'closing' : 'open'
    return `Producer { engine: '${this.engine}', ${state}, accepted: ${accepted}, delivered: ${delivered}, failed: ${failed}, outstanding: ${outstanding} }`
  }

  async #close(timeoutMs: number, signal: AbortSignal | undefined): Promise<Ledger> {
    try {
      return await closeDown(
        {
          engine: this.#engine,
          deliveries: this.#deliveries,
          dispatcher: this.#dispatcher,
          sends: this.#sends,
          log: (text) => this.emit('log', { level: 5, facility: 'CLOSE', text }),
        },
        timeoutMs,
        signal,
      )
    } finally {
      this.#closed = true
      this.#releaseDrained()
    }
  }

  #onRoom(): void {
    this.#sends.admit()
    if (!this.#owesDrain || this.#sends.waiting > 0) return
    if (this.#deliveries.outstanding > this.#config.highWaterMark / 2) return
    this.#owesDrain = false
    this.#releaseDrained()
    this.emit('drain')
  }

  #releaseDrained(): void {
    for (const resolve of this.#onDrained) resolve()
    this.#onDrained.clear()
  }

  #mustBeOpen(call: string): void {
    if (this.#closing)
      throw new ClosedError(`${call} after close: the producer is ${this.#closed ? 'closed' : 'closing'}`)
  }

  #mustNotBeClosed(call: string): void {
    if (this.#closed) throw new ClosedError(`${call} after close: the producer is closed`)
  }

  #unsupported(what: string): UnsupportedError {
    return new UnsupportedError(
      this.engine === 'native'
        ? `${what} comes with a later version of the engine 'native'`
        : `${what} needs the engine 'native'; this producer runs on '${this.engine}'`,
    )
  }
}
