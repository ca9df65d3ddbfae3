import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises'
import { BindingQueue } from '../engine/binding-queue.js'
import {
  type Content,
  type Engine,
  type EngineEvent,
  type EngineOptions,
  type Features,
  type HeaderList,
  type Metadata,
  NOT_PERSISTED,
  PERSISTED,
  POSSIBLY_PERSISTED,
} from '../engine/engine.js'
import { ClosedError, KafkaError, UnsupportedError } from '../errors.js'
import { contentLength } from '../message.js'
import {
  DESTROYED,
  FATAL,
  MSG_TIMED_OUT,
  PURGED,
  PURGED_IN_FLIGHT,
  QUEUE_FULL,
  TIMED_OUT,
  UNKNOWN_PARTITION,
} from '../named-codes.js'
import type { FakeBroker } from './fake-broker.js'
import { FakePlacing } from './fake-placing.js'
import { type Recording, record } from './recorded.js'

export const FAKE_FEATURES: Features = Object.freeze({
  purge: true,
  sync: true,
  transactions: false,
  oauth: false,
  nullHeaders: true,
  exactStatus: true,
  timestampType: true,
  fatalDetail: true,
  workers: true,
  idleLetsExit: true,
  topicConfig: false,
  recovery: false,
  brokers: false,
})

/** `_PURGE_INFLIGHT` */
const CREATE_TIME = 1
const NO_OFFSET = -1
const LOOK_EVERY_MS = 5

interface Entry {
  readonly slot: number
  readonly message: Recording
  readonly failure: { readonly code: number; readonly status: number } | null
  readonly hash: number | null
  /** By `performance.now`: when it is too old. */
  readonly deadline: number
  /** When its report is there; Infinity until it is sent. */
  dueAt: number
}

/**
 * An engine without librdkafka: a message waits until the event loop's next turn, is sent if the broker is up, and
 * its report is there after the broker's latency. It does not linger, and tries nothing again.
 */
export class FakeEngine implements Engine {
  readonly name = 'fake'
  readonly features = FAKE_FEATURES
  readonly version = 'none: no librdkafka'
  readonly #options: EngineOptions
  readonly #broker: FakeBroker
  readonly #queue: BindingQueue
  readonly #placing: FakePlacing
  readonly #timeoutMs: number
  /** By slot, oldest first; what was sent is in the second. */
  readonly #waiting = new Map<number, Entry>()
  readonly #inFlight = new Map<number, Entry>()
  readonly #events: EngineEvent[] = []
  #undrained = 0
  #isAwake = false
  #fatal = false
  #closed = false
  #purge: Promise<void> | null = null
  #turn: NodeJS.Immediate | undefined
  #timer: NodeJS.Timeout | undefined

  constructor(options: EngineOptions, broker: FakeBroker) {
    if (options.transactional) {
      throw new UnsupportedError(
        "transactional.id: a FakeProducer has no transactions; a MockCluster with the engine 'native' is nearer to them",
      )
    }
    if (options.onFatal !== undefined && options.onFatal !== 'report') {
      throw new UnsupportedError(
        `onFatal: '${options.onFatal}' needs the engine 'native', not a FakeProducer`,
      )
    }
    this.#options = options
    this.#broker = broker
    this.#queue = new BindingQueue(options)
    this.#placing = new FakePlacing(options, broker)
    this.#timeoutMs = Number(options.properties['delivery.timeout.ms'] ?? 300_000) || Number.POSITIVE_INFINITY
    broker.onUp = () => this.#plan()
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
    return this.#accept(record(topic, partition, key, value, timestamp, headers), headers, null, slot)
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
    return this.#accept(record(topic, -1, key, value, timestamp, headers), headers, hash, slot)
  }

  hasRoom(valueBytes: number): boolean {
    return this.#purge === null && this.#queue.refuse(0, valueBytes, null) === 0
  }

  drain(rows: Float64Array): number {
    this.#isAwake = false
    const count = this.#queue.drain(rows)
    this.#undrained -= count
    return count
  }

  nextEvent(): EngineEvent | undefined {
    return this.#events.shift()
  }

  /** Nothing lingers. */
  setFlushing(): void {}

  waitSync(timeoutMs: number): void {
    const end = performance.now() + timeoutMs
    // The caller drains after this: it is not to be woken as well.
    this.#isAwake = true
    for (;;) {
      this.#advance()
      const leftMs = Math.min(end, this.#nextAt()) - performance.now()
      if (this.#undrained > 0 || performance.now() >= end) return
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, Math.max(0, leftMs))
    }
  }

  async purge(queued: boolean, inFlight: boolean): Promise<void> {
    // What is inside now; it is told in a later turn, as an engine with threads would.
    const waiting = queued ? takeAll(this.#waiting) : []
    const sent = inFlight ? takeAll(this.#inFlight) : []
    const turn = nextTurn()
    this.#purge = turn
    await turn
    if (this.#purge === turn) this.#purge = null
    for (const entry of waiting) this.#settle(entry, PURGED, NOT_PERSISTED)
    for (const entry of sent) this.#settle(entry, PURGED_IN_FLIGHT, POSSIBLY_PERSISTED)
    this.#plan()
    this.#options.onWake()
  }

  /** There is nobody to log in to. */
  setSaslCredentials(): number {
    return 0
  }

  async metadata(topic: string | null, timeoutMs: number): Promise<Metadata> {
    const end = timeoutMs < 0 ? Number.POSITIVE_INFINITY : performance.now() + timeoutMs
    if (this.#broker.latencyMs > 0) await sleep(this.#broker.latencyMs)
    while (!this.#broker.isUp) {
      if (this.#closed) throw new ClosedError('the producer was closed before the metadata arrived')
      if (performance.now() >= end) throw new KafkaError(TIMED_OUT, `no metadata within ${timeoutMs} ms`)
      await sleep(LOOK_EVERY_MS)
    }
    return this.#placing.metadata(topic)
  }

  /** The first one counts, as in librdkafka. */
  failFatally(code: number, text: string): void {
    if (this.#fatal) return
    this.#fatal = true
    this.#events.push({ kind: 'error', code, text, fatal: true })
    for (const entry of takeAll(this.#waiting)) this.#settle(entry, PURGED, NOT_PERSISTED)
    this.#wake()
  }

  async close(): Promise<void> {
    this.#closed = true
    await this.#purge
    clearImmediate(this.#turn)
    clearTimeout(this.#timer)
    for (const entry of takeAll(this.#waiting)) this.#settle(entry, PURGED, NOT_PERSISTED)
    for (const entry of takeAll(this.#inFlight)) this.#settle(entry, PURGED_IN_FLIGHT, POSSIBLY_PERSISTED)
    this.#queue.settleRest(DESTROYED)
  }

  #accept(message: Recording, headers: HeaderList | null, hash: number | null, slot: number): number {
    if (this.#fatal) return FATAL
    const valueLength = contentLength(message.value)
    const refusal = this.#queue.refuse(contentLength(message.key), valueLength, headers)
    if (refusal !== 0) return refusal
    if (this.#purge !== null) return QUEUE_FULL
    if (this.#placing.isKnownAbsent(message)) return UNKNOWN_PARTITION
    const failure = this.#broker.failureOf(message)
    const deadline = performance.now() + this.#timeoutMs
    this.#queue.enter(slot, valueLength)
    this.#broker.messages.push(message)
    this.#waiting.set(slot, { slot, message, failure, hash, deadline, dueAt: Number.POSITIVE_INFINITY })
    this.#plan()
    return 0
  }

  /** Sends what waits, and settles what is due or too old. */
  #advance(): void {
    const now = performance.now()
    if (this.#broker.isUp) {
      for (const entry of takeAll(this.#waiting)) {
        entry.dueAt = now + this.#broker.latencyMs
        this.#inFlight.set(entry.slot, entry)
      }
      for (const entry of takeWhile(this.#inFlight, ({ dueAt }) => dueAt <= now)) this.#answer(entry)
    }
    const isOld = ({ deadline }: Entry) => deadline <= now
    for (const entry of takeWhile(this.#waiting, isOld)) this.#settle(entry, MSG_TIMED_OUT, NOT_PERSISTED)
    for (const entry of takeWhile(this.#inFlight, isOld)) {
      this.#settle(entry, MSG_TIMED_OUT, POSSIBLY_PERSISTED)
    }
  }

  #answer(entry: Entry): void {
    const { message, failure, hash } = entry
    if (!this.#placing.place(message, hash)) this.#settle(entry, UNKNOWN_PARTITION, NOT_PERSISTED)
    else if (failure !== null) this.#settle(entry, failure.code, failure.status)
    else {
      message.offset = this.#broker.append(message.topic, message.partition)
      this.#settle(entry, 0, this.#options.acks === 0 ? POSSIBLY_PERSISTED : PERSISTED)
    }
  }

  #settle({ slot, message }: Entry, code: number, status: number): void {
    message.outcome = code === 0 ? 'delivered' : new KafkaError(code).code
    const isTold = code === 0 && this.#options.acks !== 0
    const offset = isTold ? message.offset! : NO_OFFSET
    const timestamp = code === 0 ? message.timestamp : -1
    const known = { timestampType: code === 0 ? CREATE_TIME : 0, status }
    this.#queue.settle(slot, code, message.partition, offset, timestamp, known)
    this.#undrained++
    this.#wake()
  }

  #wake(): void {
    if (this.#isAwake || this.#closed) return
    this.#isAwake = true
    this.#options.onWake()
  }

  /** The next turn, where something is to be sent; otherwise a timer for what is due first. */
  #plan(): void {
    if (this.#closed || this.#turn !== undefined) return
    if (this.#broker.isUp && this.#waiting.size > 0) {
      this.#turn = setImmediate(() => {
        this.#turn = undefined
        this.#advance()
        this.#plan()
      })
      return
    }
    // A timer that nobody needs would keep the process alive.
    if (this.#waiting.size + this.#inFlight.size === 0) {
      clearTimeout(this.#timer)
      this.#timer = undefined
    }
    if (this.#timer !== undefined) return
    const leftMs = this.#nextAt() - performance.now()
    if (leftMs === Number.POSITIVE_INFINITY) return
    this.#timer = setTimeout(
      () => {
        this.#timer = undefined
        this.#advance()
        this.#plan()
      },
      Math.max(1, Math.min(leftMs, this.#broker.latencyMs || LONGEST_TIMER_MS)),
    )
  }

  /** Of each kind the oldest is the first: latency and time-out are the same for all. */
  #nextAt(): number {
    const [waiting] = this.#waiting.values()
    const [sent] = this.#inFlight.values()
    const dueAt = this.#broker.isUp ? (sent?.dueAt ?? Number.POSITIVE_INFINITY) : Number.POSITIVE_INFINITY
    return Math.min(
      dueAt,
      waiting?.deadline ?? Number.POSITIVE_INFINITY,
      sent?.deadline ?? Number.POSITIVE_INFINITY,
    )
  }
}

/** A longer one would fire at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1

function takeAll(entries: Map<number, Entry>): Entry[] {
  const taken = [...entries.values()]
  entries.clear()
  return taken
}

function takeWhile(entries: Map<number, Entry>, isTaken: (entry: Entry) => boolean): Entry[] {
  const taken: Entry[] = []
  for (const entry of entries.values()) {
    if (!isTaken(entry)) break
    taken.push(entry)
    entries.delete(entry.slot)
  }
  return taken
}
