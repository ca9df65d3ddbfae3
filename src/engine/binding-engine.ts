import { setTimeout as sleep, setImmediate as turn } from 'node:timers/promises'
import { ClosedError, KafkaError, UnsupportedError } from '../errors.js'
import { DESTROYED, FATAL, TIMED_OUT } from '../named-codes.js'
import {
  type BindingCallbacks,
  type BindingClient,
  type BindingFailure,
  type BindingMetadata,
  type BindingReport,
  loadBinding,
} from './binding-client.js'
import { BindingPoller } from './binding-poller.js'
import { BindingQueue } from './binding-queue.js'
import {
  copyParts,
  SLOT_PART,
  toBytes,
  toHeaderObjects,
  toMetadata,
  type WireMessage,
} from './binding-wire.js'
import { runBlocking } from './blocking-calls.js'
import { BrokerTroubles } from './broker-troubles.js'
import type { Content, Engine, EngineEvent, EngineOptions, Features, HeaderList, Metadata } from './engine.js'
import { CLIENT_SOFTWARE, NO_LIMITS } from './own-properties.js'

/** A flush holds up a disconnect for as long as one slice of it runs. */
const FLUSH_SLICE_MS = 250
const METADATA_SLICE_MS = 2000
const METADATA_PAUSE_MS = 100
/** With poll: 'manual' events wait until someone polls; more than this are not kept. */
const MAX_EVENTS = 10_000

export const BINDING_FEATURES: Features = Object.freeze({
  purge: false,
  sync: false,
  transactions: false,
  oauth: false,
  nullHeaders: false,
  exactStatus: false,
  timestampType: false,
  fatalDetail: false,
  workers: false,
  idleLetsExit: false,
  topicConfig: false,
  brokers: true,
  recovery: false,
})

/**
 * Producers that are not closed. If the package's object were collected while connected, its finaliser would
 * destroy the client on the event loop and leave libuv handles that point at freed memory.
 */
const unclosed = new Set<BindingEngine>()

/** The engine over @confluentinc/kafka-javascript's rdkafka-style producer, with its losses repaired. */
export class BindingEngine implements Engine {
  readonly name = 'binding'
  readonly features = BINDING_FEATURES
  readonly version: string

  readonly #client: BindingClient
  readonly #callbacks: BindingCallbacks
  readonly #queue: BindingQueue
  readonly #poller: BindingPoller
  readonly #events: EngineEvent[] = []
  readonly #troubles = new BrokerTroubles()
  readonly #connected: Promise<void>
  readonly #onWake: () => void

  /**
   * Messages produced before the client exists: it refuses them (`_STATE`) for the 5 to 8 ms that its creation
   * takes. null once they have been handed over, in order.
   */
  #held: WireMessage[] | null = []
  #failure: BindingFailure | null = null
  /** Set before the client existed. */
  #credentials: readonly [user: string, password: string] | null = null
  #closing = false
  #awake = false

  #flushing = false
  #flushLoopRuns = false
  #producedSinceFlush = false

  constructor(options: EngineOptions) {
    if (options.oauth) throw new UnsupportedError("the option oauth needs the engine 'native'")
    const binding = loadBinding()
    this.version = binding.librdkafkaVersion
    this.#onWake = options.onWake
    this.#queue = new BindingQueue(options)
    this.#client = new binding.Producer(
      { ...CLIENT_SOFTWARE, ...options.properties, ...NO_LIMITS },
      undefined,
    )
    this.#poller = new BindingPoller(this.#client, () => this.#queue.awaitsReports)
    this.#callbacks = {
      event_cb: (kind, data) => this.#onEvent(kind, data),
      delivery_cb: (error, report) => this.#onReport(error, report),
    }
    this.#client.configureCallbacks(true, { event: this.#callbacks })
    this.#connected = new Promise((resolve) => {
      // Creates the client on a pool thread; no broker is needed for it.
      this.#client.connect((failure) => {
        this.#onConnected(failure)
        resolve()
      })
    })
    unclosed.add(this)
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
    if (this.#failure !== null) return FATAL
    const keyBytes = toBytes(key)
    const valueBytes = toBytes(value)
    const valueLength = valueBytes?.length ?? 0
    const refusal = this.#queue.refuse(keyBytes?.length ?? 0, valueLength, headers)
    if (refusal !== 0) return refusal

    const parts: WireMessage = [
      topic,
      partition,
      valueBytes,
      keyBytes,
      timestamp || undefined,
      slot,
      headers === null ? undefined : toHeaderObjects(headers),
    ]
    if (this.#held === null) {
      const code = this.#client.produce(...parts)
      if (code !== 0) return code
    } else {
      this.#held.push(copyParts(parts))
    }
    this.#queue.enter(slot, valueLength)
    this.#poller.hurry()
    this.#producedSinceFlush = true
    if (this.#flushing) this.#runFlushLoop()
    return 0
  }

  setSaslCredentials(user: string, password: string): number {
    if (this.#closing) return DESTROYED
    if (this.#held !== null) this.#credentials = [user, password]
    else if (this.#failure === null) this.#client.setSaslCredentials(user, password)
    return 0
  }

  hasRoom(valueBytes: number): boolean {
    return this.#queue.refuse(0, valueBytes, null) === 0
  }

  drain(rows: Float64Array): number {
    this.#awake = false
    return this.#queue.drain(rows)
  }

  nextEvent(): EngineEvent | undefined {
    return this.#events.shift()
  }

  setFlushing(on: boolean): void {
    this.#flushing = on
    if (!on) return
    this.#producedSinceFlush = true
    this.#runFlushLoop()
  }

  async metadata(topic: string | null, timeoutMs: number): Promise<Metadata> {
    if (timeoutMs < 0) return this.#askForMetadata(topic, Number.POSITIVE_INFINITY)
    // The turn of a blocking call may come late: the caller's time is kept here.
    const stop = new AbortController()
    const deadline = performance.now() + timeoutMs
    try {
      return await Promise.race([this.#askForMetadata(topic, deadline), timeUp(timeoutMs, stop.signal)])
    } finally {
      stop.abort()
    }
  }

  async close(): Promise<void> {
    this.#closing = true
    this.#flushing = false
    await this.#connected
    if (this.#failure === null) {
      await this.#receiveWhatIsDispatched()
      this.#poller.stop()
      await runBlocking<void>((done) => this.#client.disconnect(done))
      this.#client.configureCallbacks(false, { event: this.#callbacks })
    }
    this.#queue.settleRest(DESTROYED)
    unclosed.delete(this)
  }

  async #askForMetadata(topic: string | null, deadline: number): Promise<Metadata> {
    await this.#connected
    if (this.#failure) throw new KafkaError(this.#failure.code, this.#failure.message, { fatal: true })
    for (;;) {
      if (this.#closing) throw new ClosedError('the producer was closed before the metadata arrived')
      const [failure, metadata] = await runBlocking<[BindingFailure | null, BindingMetadata | null]>(
        (done) => {
          const leftMs = Math.min(METADATA_SLICE_MS, Math.ceil(deadline - performance.now()))
          // Its turn may come after a close, when the client is gone, or too late.
          if (this.#closing || leftMs <= 0) return done([{ code: TIMED_OUT, message: '' }, null])
          const options = { topic: topic ?? '', allTopics: topic === null, timeout: leftMs }
          this.#client.getMetadata(options, (error, result) => done([error, result]))
        },
      )
      if (failure === null) return toMetadata(metadata!)
      const error = new KafkaError(failure.code)
      if (!error.retriable || performance.now() + METADATA_PAUSE_MS > deadline) throw error
      await sleep(METADATA_PAUSE_MS)
    }
  }

  #onConnected(failure: BindingFailure | null): void {
    const held = this.#held!
    this.#held = null
    if (failure) {
      this.#failure = failure
      this.#addEvent({ kind: 'error', code: failure.code, text: failure.message, fatal: true })
      this.#queue.settleRest(failure.code)
      this.#wake()
      return
    }
    if (this.#credentials !== null) this.#client.setSaslCredentials(...this.#credentials)
    this.#credentials = null
    for (const parts of held) {
      const code = this.#client.produce(...parts)
      if (code === 0) continue
      // It was accepted long ago: what is refused only now is reported.
      this.#queue.settle(parts[SLOT_PART], code, -1, -1, -1)
      this.#wake()
    }
    this.#poller.start()
  }

  #onReport(error: number | null, report: BindingReport): void {
    this.#queue.settle(report.opaque, error ?? 0, report.partition, report.offset, report.timestamp ?? -1)
    this.#wake()
  }

  #onEvent(kind: string, data: unknown): void {
    if (kind === 'error') {
      const event = this.#troubles.onError((data as Error).message, performance.now())
      if (event) this.#addEvent(event)
    } else if (kind === 'log') {
      const log = data as { severity: number; fac: string; message: string }
      this.#addEvent({ kind: 'log', level: log.severity, facility: log.fac, text: log.message })
      const cutOff = this.#troubles.onLog(log.fac, log.message, performance.now())
      if (cutOff) this.#addEvent(cutOff)
    } else if (kind === 'stats') {
      this.#addEvent({ kind: 'stats', json: (data as { message: string }).message })
    } else if (kind === 'throttle') {
      const throttle = data as { brokerName: string; brokerId: number; throttleTime: number }
      this.#addEvent({
        kind: 'throttle',
        broker: throttle.brokerName,
        brokerId: throttle.brokerId,
        throttleMs: throttle.throttleTime,
      })
    }
  }

  #addEvent(event: EngineEvent): void {
    if (this.#events.length >= MAX_EVENTS) return
    this.#events.push(event)
    this.#wake()
  }

  #wake(): void {
    if (this.#awake) return
    this.#awake = true
    this.#onWake()
  }

  /**
   * `rd_kafka_flush` overrides linger only while it runs. One that ends because the queue is empty is begun
   * again by the next produce, for as long as someone flushes.
   */
  async #runFlushLoop(): Promise<void> {
    if (this.#flushLoopRuns) return
    this.#flushLoopRuns = true
    await this.#connected
    while (this.#flushing && this.#producedSinceFlush && this.#failure === null) {
      this.#producedSinceFlush = false
      const timedOut = await runBlocking<boolean>((done) => {
        if (this.#closing) done(false)
        else this.#poller.flush(FLUSH_SLICE_MS, done)
      })
      if (timedOut) this.#producedSinceFlush = true
    }
    this.#flushLoopRuns = false
  }

  /**
   * The package copies reports into a queue of its own and hands out a hundred a loop turn; what is in there
   * when it disconnects is lost. So wait until two turns have passed that brought nothing, after the last slice
   * of a flush.
   */
  async #receiveWhatIsDispatched(): Promise<void> {
    let seen: number
    do {
      seen = this.#queue.received
      this.#poller.poll()
      await turn()
      await turn()
    } while (this.#queue.received !== seen || this.#poller.isFlushing)
  }
}

async function timeUp(timeoutMs: number, signal: AbortSignal): Promise<never> {
  await sleep(timeoutMs, undefined, { signal })
  throw new KafkaError(TIMED_OUT, `no metadata within ${timeoutMs} ms`)
}
