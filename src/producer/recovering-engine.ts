import type { OnFatal } from '../config/options.js'
import {
  CODE,
  type Content,
  type Engine,
  type EngineEvent,
  type EngineName,
  type EngineOptions,
  type Features,
  type HeaderList,
  LATENCY_MS,
  type Metadata,
  NOT_PERSISTED,
  POSSIBLY_PERSISTED,
  ROW_LENGTH,
  SLOT,
  STATUS,
  type TopicConfig,
  type TransactionCall,
} from '../engine/engine.js'
import { ReportRows } from '../engine/report-rows.js'
import { contentLength, copyMessage } from '../message.js'
import { FATAL, PURGED, PURGED_IN_FLIGHT, QUEUE_FULL, STATE } from '../named-codes.js'
import { isRecoverable } from './recovery.js'

/** How long the answers to what is in flight are waited for. */
const LAST_ANSWERS_MS = 10_000
/** A cause that stays would make new clients for ever. */
const RECOVERIES_WITHOUT_DELIVERY = 3
const BY_HASH = true

interface Kept {
  readonly topic: string
  readonly byHash: boolean
  /** Or the hash. */
  readonly partition: number
  readonly key: Content
  readonly value: Content
  readonly timestamp: number
  readonly headers: HeaderList | null
  readonly bytes: number
  /** Of the client that has it; −1: none. */
  generation: number
  /** Given up by the caller: never to be sent again. */
  purged: boolean
  /** With clients of before. */
  latencyMs: number
}

/**
 * An engine in front of `native` for `onFatal: 'recover'`: keeps a copy of what is outstanding, and after a fatal
 * error gives it to a new client. In order:
 *
 *     fatal error → librdkafka gives up its queue and hears the last answers; what is produced now is held here
 *     → nothing is inside any more → new client → what was not written, then what was held, in order of produce
 */
export class RecoveringEngine implements Engine {
  readonly name: EngineName | 'fake'
  readonly features: Features
  readonly version: string

  readonly #inner: Engine
  readonly #options: EngineOptions
  readonly #resendsDoubtful: boolean
  /** By slot, in order of produce. Empty where transactions are: what was in one is lost with it. */
  readonly #kept = new Map<number, Kept>()
  #keptBytes = 0
  #inside = 0
  #generation = 0
  #state: 'running' | 'recovering' | 'final' = 'running'
  #fatal: (EngineEvent & { kind: 'error' }) | null = null
  #limitAt = 0
  #resent = 0
  #reported = 0
  #recoveries = 0
  readonly #events: EngineEvent[] = []
  readonly #rows = new ReportRows()

  constructor(inner: Engine, options: EngineOptions, onFatal: OnFatal) {
    this.#inner = inner
    this.#options = options
    this.#resendsDoubtful = onFatal === 'recover-and-resend'
    this.name = inner.name
    this.features = inner.features
    this.version = inner.version
  }

  produce(
    topic: string,
    partition: number,
    key: Content,
    value: Content,
    timestamp: number,
    headers: HeaderList | null,
    slot: number,
  ): number {
    return this.#take(topic, !BY_HASH, partition, key, value, timestamp, headers, slot)
  }

  produceHashed(
    topic: string,
    hash: number,
    key: Content,
    value: Content,
    timestamp: number,
    headers: HeaderList | null,
    slot: number,
  ): number {
    return this.#take(topic, BY_HASH, hash, key, value, timestamp, headers, slot)
  }

  hasRoom(valueBytes: number): boolean {
    return this.#state === 'recovering' ? this.#fits(valueBytes) : this.#inner.hasRoom(valueBytes)
  }

  drain(rows: Float64Array): number {
    for (;;) {
      const drained = this.#inner.drain(rows)
      const count = this.#sift(rows, drained)
      if (this.#state === 'recovering') this.#goOn()
      const own = this.#rows.moveTo(rows.subarray(count * ROW_LENGTH))
      // None for the caller, and there may be more behind them.
      if (count + own > 0 || drained === 0) return count + own
    }
  }

  nextEvent(): EngineEvent | undefined {
    const event = this.#events.shift() ?? this.#inner.nextEvent()
    return event?.kind === 'error' && event.fatal ? this.#onFatal(event) : event
  }

  setFlushing(on: boolean): void {
    this.#inner.setFlushing(on)
  }

  waitSync(timeoutMs: number): void {
    this.#inner.waitSync?.(timeoutMs)
  }

  metadataSync(topic: string, timeoutMs: number): Metadata | undefined {
    return this.#inner.metadataSync?.(topic, timeoutMs)
  }

  async purge(queued: boolean, inFlight: boolean): Promise<void> {
    for (const [slot, kept] of this.#kept) {
      kept.purged = true
      if (queued && kept.generation < 0) this.#fail(slot, kept, PURGED)
    }
    await this.#inner.purge?.(queued, inFlight)
    this.#options.onWake()
  }

  setSaslCredentials(user: string, password: string): number {
    return this.#inner.setSaslCredentials(user, password)
  }

  metadata(topic: string | null, timeoutMs: number): Promise<Metadata> {
    return this.#inner.metadata(topic, timeoutMs)
  }

  topicConfig(topic: string, timeoutMs: number): Promise<TopicConfig> {
    return this.#inner.topicConfig!(topic, timeoutMs)
  }

  transact(call: TransactionCall, timeoutMs: number): Promise<void> {
    return this.#inner.transact!(call, timeoutMs)
  }

  /** Also where it was given up before. */
  recover(): void {
    this.#inner.recover!()
    this.#state = 'running'
    this.#recoveries = 0
    this.#generation++
  }

  async close(): Promise<void> {
    this.#state = 'final'
    for (const [slot, kept] of this.#kept) if (kept.generation < 0) this.#fail(slot, kept, PURGED)
    await this.#inner.close()
  }

  #take(
    topic: string,
    byHash: boolean,
    partition: number,
    key: Content,
    value: Content,
    timestamp: number,
    headers: HeaderList | null,
    slot: number,
  ): number {
    const isHeld = this.#state === 'recovering'
    if (this.#options.transactional) {
      const code = isHeld
        ? STATE
        : this.#inner.produce(topic, partition, key, value, timestamp, headers, slot)
      if (code === 0) this.#inside++
      return code
    }
    const bytes = contentLength(value)
    if (isHeld && !this.#fits(bytes)) return QUEUE_FULL
    const copy = copyMessage({ topic, partition, key, value, timestamp, headers })
    const kept: Kept = { ...copy, byHash, bytes, generation: -1, purged: false, latencyMs: 0 }
    if (!isHeld) {
      const code = this.#hand(kept, slot)
      if (code === FATAL && this.#state === 'running') this.#findFatal()
      // Its state may be another one now.
      if (code !== 0 && !(code === FATAL && this.hasBegunToRecover)) return code
    }
    // What is held here does not keep the process alive, the turn that hands it over does.
    if (kept.generation < 0) this.#options.onWake()
    this.#kept.set(slot, kept)
    this.#keptBytes += bytes
    return 0
  }

  private get hasBegunToRecover(): boolean {
    return this.#state === 'recovering'
  }

  #fits(valueBytes: number): boolean {
    const { queueMaxMessages, queueMaxBytes } = this.#options
    return this.#kept.size < queueMaxMessages && this.#keptBytes + valueBytes <= queueMaxBytes
  }

  #hand(kept: Kept, slot: number): number {
    const { topic, partition, key, value, timestamp, headers } = kept
    const code = kept.byHash
      ? this.#inner.produceHashed!(topic, partition, key, value, timestamp, headers, slot)
      : this.#inner.produce(topic, partition, key, value, timestamp, headers, slot)
    if (code === 0) {
      kept.generation = this.#generation
      this.#inside++
    }
    return code
  }

  /** Takes out the rows of what will be sent again; returns how many are left. */
  #sift(rows: Float64Array, count: number): number {
    let left = 0
    let hasLooked = false
    for (let at = 0; at < count * ROW_LENGTH; at += ROW_LENGTH) {
      const slot = rows[at + SLOT]!
      const code = rows[at + CODE]!
      this.#inside--
      const kept = this.#kept.get(slot)
      if (code === 0) this.#recoveries = 0
      // The error is in the queue before the reports of what it made fail; here they come first.
      else if (this.#state === 'running' && !hasLooked) {
        hasLooked = true
        this.#findFatal()
      }
      if (kept !== undefined && code !== 0 && this.#isToBeSentAgain(kept, code, rows[at + STATUS]!)) {
        kept.latencyMs += rows[at + LATENCY_MS]!
        const isLate = this.#state === 'running'
        kept.generation = -1
        // Its client was given up before its answer came: the others went ahead.
        if (!isLate || this.#hand(kept, slot) === 0) continue
      }
      if (kept !== undefined) {
        rows[at + LATENCY_MS]! += kept.latencyMs
        this.#forget(slot, kept)
      }
      if (code !== 0 && this.#state === 'recovering') this.#reported++
      if (left !== at) rows.copyWithin(left, at, at + ROW_LENGTH)
      left += ROW_LENGTH
    }
    return left / ROW_LENGTH
  }

  #isToBeSentAgain(kept: Kept, code: number, status: number): boolean {
    if (kept.purged || this.#state === 'final') return false
    const isOfBefore = kept.generation >= 0 && kept.generation < this.#generation
    if (this.#state === 'running' && !isOfBefore) return false
    if (status === POSSIBLY_PERSISTED) return this.#resendsDoubtful
    // Other codes are the message's own: too large, too late.
    const isOfTheFatal = code === PURGED || code === PURGED_IN_FLIGHT || code === FATAL
    return status === NOT_PERSISTED && (isOfTheFatal || code === this.#fatal?.code)
  }

  #findFatal(): void {
    for (let event = this.#inner.nextEvent(); event !== undefined; event = this.#inner.nextEvent()) {
      const told = event.kind === 'error' && event.fatal ? this.#onFatal(event) : event
      this.#events.push(told)
    }
  }

  #onFatal(event: EngineEvent & { kind: 'error' }): EngineEvent {
    if (this.#state !== 'running') return event
    if (!isRecoverable(event.code) || this.#recoveries >= RECOVERIES_WITHOUT_DELIVERY) {
      this.#state = 'final'
      return event
    }
    this.#state = 'recovering'
    this.#fatal = event
    this.#resent = this.#reported = 0
    this.#limitAt = performance.now() + LAST_ANSWERS_MS
    setTimeout(() => this.#options.onWake(), LAST_ANSWERS_MS + 1).unref()
    return { ...event, fatal: false, text: `${event.text} (fatal: the producer recovers with a new client)` }
  }

  #goOn(): void {
    if (this.#inside > 0 && performance.now() < this.#limitAt) return
    const { code, text } = this.#fatal!
    try {
      this.#inner.recover!()
    } catch (error) {
      this.#state = 'final'
      for (const [slot, kept] of this.#kept) if (kept.generation < 0) this.#fail(slot, kept, FATAL)
      this.#events.push({
        ...this.#fatal!,
        fatal: true,
        text: `${text}; no new client: ${(error as Error).message}`,
      })
      return
    }
    this.#state = 'running'
    this.#generation++
    this.#recoveries++
    for (const [slot, kept] of this.#kept) {
      if (kept.generation >= 0) continue
      const refusal = this.#hand(kept, slot)
      if (refusal === 0) this.#resent++
      else this.#fail(slot, kept, refusal)
    }
    this.#events.push({ kind: 'recovered', code, text, resent: this.#resent, reported: this.#reported })
    this.#options.onWake()
  }

  #fail(slot: number, kept: Kept, code: number): void {
    this.#rows.push(slot, code, -1, -1, -1, 0, kept.latencyMs, NOT_PERSISTED)
    // Not in #sift: it is not inside.
    this.#forget(slot, kept)
  }

  #forget(slot: number, kept: Kept): void {
    this.#kept.delete(slot)
    this.#keptBytes -= kept.bytes
  }
}
