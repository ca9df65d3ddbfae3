import { setTimeout as sleep } from 'node:timers/promises'
import type { Content, Engine, HeaderList, Metadata } from '../engine/engine.js'
import { KafkaError } from '../errors.js'
import { type CheckedMessage, copyMessage } from '../message.js'
import { MSG_TIMED_OUT, QUEUE_FULL, UNKNOWN_PARTITION } from '../named-codes.js'
import type { Account } from './account.js'
import type { Clock } from './clock.js'
import { type TopicView, viewOf } from './topic-view.js'
import type { Way } from './way.js'

/** Beyond every topic: librdkafka, asked to produce there, says what is wrong with a topic that is not there. */
const NO_PARTITION = 2 ** 31 - 1
const ASK_AGAIN_MS = 100
const REFRESH_LIMIT_MS = 10_000
/** Between two questions while a partition has no leader, or a broker is in trouble. */
const TROUBLE_REFRESH_MS = 1000

/** What all topics of a producer share. */
export interface Shared {
  readonly engine: Engine
  readonly clock: Clock
  readonly account: Account
  /** How long a message may wait here; Infinity is for ever (`delivery.timeout.ms`). */
  readonly deliveryTimeoutMs: number
  /** How long a topic may be unknown (`topic.metadata.propagation.max.ms`). */
  readonly unknownTopicMs: number
  readonly refreshMs: number
  /** A held message is in the engine now. */
  readonly onBoarded: (slot: number, heldMs: number) => void
  /** A held message is given up. */
  readonly onGivenUp: (slot: number, code: number, heldMs: number, error?: KafkaError) => void
}

interface Held {
  readonly message: CheckedMessage
  readonly slot: number
  readonly sinceMs: number
  wasUnknown: boolean
}

/**
 * One topic whose partitions are chosen here. Until they are known its messages are held, in order:
 *
 *     produce → held (a copy, counted against the queue's limits) → metadata → handed over → the engine
 *
 * As long as one is held all later ones of the topic queue up behind it, so that none overtakes another.
 */
export class Place {
  readonly #topic: string
  readonly #way: Way
  readonly #shared: Shared
  #view: TopicView | null = null
  #freshUntilMs = 0
  #isAsking = false
  #isHandingOver = false
  #held: Held[] = []
  #timer: NodeJS.Timeout | undefined

  constructor(topic: string, way: Way, shared: Shared) {
    this.#topic = topic
    this.#way = way
    this.#shared = shared
  }

  get holds(): boolean {
    return this.#held.length > 0
  }

  produce(
    partition: number,
    key: Content,
    value: Content,
    timestamp: number,
    headers: HeaderList | null,
    slot: number,
  ): number {
    if (this.#held.length > 0) return this.#hold(partition, key, value, timestamp, headers, slot)
    const { engine, account, clock } = this.#shared
    if (account.heldMessages > 0 && account.isFull()) return QUEUE_FULL
    let code: number
    if (partition >= 0) {
      code = engine.produce(this.#topic, partition, key, value, timestamp, headers, slot)
    } else if (this.#way.needsView(key)) {
      if (this.#view === null) return this.#hold(partition, key, value, timestamp, headers, slot)
      const nowMs = clock.now()
      if (nowMs >= this.#freshUntilMs) this.#refresh(nowMs)
      code = this.#way.hand(this.#view, key, value, timestamp, headers, slot, nowMs)
      // The topic was made anew with fewer partitions: ask, and choose again.
      if (code === UNKNOWN_PARTITION) return this.#hold(partition, key, value, timestamp, headers, slot)
    } else {
      code = this.#way.hand(null, key, value, timestamp, headers, slot, 0)
    }
    if (code === 0) account.onAccepted()
    return code
  }

  /** Someone asked a broker, perhaps for another reason. */
  onMetadata(metadata: Metadata): void {
    const view = viewOf(metadata, this.#topic)
    if (view === null) return
    this.#view = view
    this.#freshUntilMs = performance.now() + (view.isWhole ? this.#shared.refreshMs : TROUBLE_REFRESH_MS)
    this.#way.onView(view)
    if (!this.#isAsking) this.handOver()
  }

  /** A broker is in trouble: leaders may have changed. */
  onTrouble(): void {
    this.#freshUntilMs = Math.min(this.#freshUntilMs, performance.now() + TROUBLE_REFRESH_MS)
  }

  /** Held messages to the engine, as far as it has room. */
  handOver(partition?: number): void {
    // A plug-in that is asked here may call what comes back here: pollSync → drain → handOver.
    if (this.#isHandingOver || (this.#view === null && partition === undefined)) return
    this.#isHandingOver = true
    let done = 0
    try {
      for (const held of this.#held) {
        if (!this.#board(held, partition ?? held.message.partition)) break
        done++
      }
    } finally {
      this.#isHandingOver = false
    }
    this.#held.splice(0, done)
    this.#watchTime()
    if (this.#view === null && this.#held.length > 0) this.#learn()
  }

  /** False: it stays, for want of room, or until the partitions are known anew. */
  #board(held: Held, partition: number): boolean {
    const { engine, account, onBoarded, onGivenUp } = this.#shared
    const { message, slot, sinceMs } = held
    const nowMs = performance.now()
    let code: number
    let error: KafkaError | undefined
    try {
      const { key, value, timestamp, headers } = message
      code =
        partition >= 0
          ? engine.produce(this.#topic, partition, key, value, timestamp, headers, slot)
          : this.#way.hand(this.#view, key, value, timestamp, headers, slot, nowMs)
    } catch (thrown) {
      // It was accepted: whatever went wrong is its report.
      error = KafkaError.is(thrown)
        ? thrown
        : new KafkaError('_APPLICATION', String(thrown), { cause: thrown })
      code = error.errno
    }
    if (code === QUEUE_FULL) return false
    if (code === UNKNOWN_PARTITION && partition < 0 && !held.wasUnknown) {
      held.wasUnknown = true
      this.#view = null
      return false
    }
    account.release(message)
    if (code === 0) {
      account.onAccepted()
      onBoarded(slot, nowMs - sinceMs)
    } else {
      onGivenUp(slot, code, nowMs - sinceMs, error)
    }
    return true
  }

  /** Blocks the thread for the answer that messages are held for. */
  learnSync(timeoutMs: number): void {
    if (this.#view === null) {
      const metadata = this.#shared.engine.metadataSync?.(this.#topic, timeoutMs)
      if (metadata !== undefined) this.onMetadata(metadata)
    }
    this.handOver()
    this.#expire()
  }

  giveUpAll(code: number, error?: KafkaError): void {
    this.#giveUp(this.#held.length, code, error)
  }

  #hold(
    partition: number,
    key: Content,
    value: Content,
    timestamp: number,
    headers: HeaderList | null,
    slot: number,
  ): number {
    const { account } = this.#shared
    const given = { topic: this.#topic, partition, key, value, timestamp: timestamp || Date.now(), headers }
    const refusal = account.refuse(given)
    if (refusal !== 0) return refusal
    const message = copyMessage(given)
    account.hold(message)
    this.#held.push({ message, slot, sinceMs: performance.now(), wasUnknown: false })
    if (this.#held.length === 1) {
      this.#watchTime()
      this.#learn()
    }
    return 0
  }

  /** Asks until the topic is there, or was unknown for too long. */
  async #learn(): Promise<void> {
    if (this.#isAsking) return
    this.#isAsking = true
    const { engine, unknownTopicMs } = this.#shared
    let error: KafkaError | undefined
    let giveUpMs = Number.POSITIVE_INFINITY
    this.#view = null
    try {
      while (this.#held.length > 0) {
        this.onMetadata(await engine.metadata(this.#topic, -1))
        if (this.#view !== null || performance.now() > giveUpMs) break
        if (giveUpMs === Number.POSITIVE_INFINITY) giveUpMs = performance.now() + unknownTopicMs
        await sleep(Math.min(ASK_AGAIN_MS, unknownTopicMs))
      }
    } catch (thrown) {
      error = thrown as KafkaError
    }
    this.#isAsking = false
    if (error !== undefined) this.giveUpAll(error.errno, error)
    else this.handOver(this.#view === null ? NO_PARTITION : undefined)
  }

  #refresh(nowMs: number): void {
    this.#freshUntilMs = nowMs + TROUBLE_REFRESH_MS
    if (this.#isAsking) return
    this.#isAsking = true
    this.#shared.engine
      .metadata(this.#topic, REFRESH_LIMIT_MS)
      .then((metadata) => this.onMetadata(metadata))
      // What was known is still the best there is, and the next message asks again.
      .catch(() => {})
      .finally(() => {
        this.#isAsking = false
        if (this.#held.length > 0) this.#learn()
      })
  }

  /** The oldest one's time: what a broker never answered for fails as in librdkafka. */
  #watchTime(): void {
    const oldest = this.#held[0]
    clearTimeout(this.#timer)
    this.#timer = undefined
    const { deliveryTimeoutMs } = this.#shared
    if (oldest === undefined || deliveryTimeoutMs === Number.POSITIVE_INFINITY) return
    const leftMs = Math.max(0, oldest.sinceMs + deliveryTimeoutMs - performance.now())
    this.#timer = setTimeout(() => this.#expire(), leftMs)
  }

  #expire(): void {
    const bornBeforeMs = performance.now() - this.#shared.deliveryTimeoutMs
    const count = this.#held.findIndex(({ sinceMs }) => sinceMs > bornBeforeMs)
    this.#giveUp(count < 0 ? this.#held.length : count, MSG_TIMED_OUT)
  }

  #giveUp(count: number, code: number, error?: KafkaError): void {
    const { account, onGivenUp } = this.#shared
    for (const { message, slot, sinceMs } of this.#held.splice(0, count)) {
      account.release(message)
      onGivenUp(slot, code, performance.now() - sinceMs, error)
    }
    this.#watchTime()
  }
}
