import { setTimeout as sleep } from 'node:timers/promises'
import { ClosedError, ConfigError, KafkaError } from '../errors.js'
import { DESTROYED, TIMED_OUT } from '../named-codes.js'
import {
  type AddonClient,
  HASH,
  KINDS,
  kindOf,
  MAX_PARTS,
  makeNumbers,
  PARTITION,
  SLOT,
  TIMESTAMP,
  TOPIC,
} from './addon.js'
import { BrokerTroubles, explained } from './broker-troubles.js'
import type {
  Content,
  Engine,
  EngineEvent,
  EngineOptions,
  Features,
  HeaderList,
  Metadata,
  TopicConfig,
  TransactionCall,
} from './engine.js'
import { loadNative } from './load-native.js'
import { Login } from './login.js'
import { CLIENT_SOFTWARE, NO_LIMITS } from './own-properties.js'
import { TransactionCalls } from './transaction-calls.js'
import { forget, remember } from './unclosed.js'
import { unsecuredTokens } from './unsecured-token.js'

/** Logs through the queue: librdkafka's threads would write them to stderr. */
const LOG_QUEUE = { 'log.queue': 'true' }

const NO_HEADERS: HeaderList = []
const LEFT_TO_PARTITIONER = -1
const PURGE_QUEUE = 1
const PURGE_IN_FLIGHT = 2
const UNKNOWN_TOPIC_OR_PART = 3
/** A metadata request holds up close and the end of a worker for as long as one slice of it runs. */
const METADATA_SLICES_MS = [250, 500, 1000, 2000]
const METADATA_PAUSE_MS = 100

export const NATIVE_FEATURES: Features = Object.freeze({
  purge: true,
  sync: true,
  transactions: true,
  oauth: true,
  nullHeaders: true,
  exactStatus: true,
  timestampType: true,
  fatalDetail: true,
  workers: true,
  idleLetsExit: true,
  topicConfig: true,
  brokers: true,
  recovery: true,
})

interface FormerClient {
  readonly client: AddonClient
  readonly closing: Promise<unknown>
  closed: boolean
}

/** The engine over our own addon: a client of librdkafka of our own, and its event queue served on this thread. */
export class NativeEngine implements Engine {
  readonly name = 'native'
  readonly features = NATIVE_FEATURES
  readonly version: string
  client: AddonClient

  #transactions: TransactionCalls
  readonly #open: () => AddonClient
  readonly #clientId: string
  /** Clients that have met a fatal error and are being closed, or have rows left. */
  readonly #former = new Set<FormerClient>()
  #flushing = false
  readonly #topics = new Map<string, number>()
  readonly #numbers = makeNumbers()
  readonly #troubles = new BrokerTroubles()
  readonly #onWake: () => void
  readonly #partitionerOf: (topic: string) => string | undefined
  readonly #login: Login
  /** Follows the log line that it was made of. */
  #cutOff: EngineEvent | null = null
  #closing = false

  constructor(options: EngineOptions) {
    const { addon, librdkafka } = loadNative()
    this.version = librdkafka.version
    this.#onWake = options.onWake
    this.#partitionerOf = options.partitionerOf ?? (() => undefined)
    const properties = Object.entries({
      ...CLIENT_SOFTWARE,
      ...options.properties,
      ...LOG_QUEUE,
      ...NO_LIMITS,
    }).flat()
    const { queueMaxMessages, queueMaxBytes, messageMaxBytes } = options
    this.#open = () => {
      try {
        return addon.open(
          properties,
          queueMaxMessages,
          queueMaxBytes,
          messageMaxBytes,
          options.onWake,
          this.#numbers,
        )
      } catch (error) {
        throw new ConfigError([(error as Error).message])
      }
    }
    this.#clientId = options.properties['client.id'] ?? 'rdkafka'
    this.client = this.#open()
    this.#login = new Login(options.oauth ?? unsecuredTokens(options.properties))
    this.#login.attach(this.client)
    this.#transactions = new TransactionCalls(this.client, () => this.#closing)
    remember(this.client, this, this.#clientId)
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
    return this.#produce(topic, partition, 0, key, value, timestamp, headers, slot)
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
    return this.#produce(topic, LEFT_TO_PARTITIONER, hash, key, value, timestamp, headers, slot)
  }

  #produce(
    topic: string,
    partition: number,
    hash: number,
    key: Content,
    value: Content,
    timestamp: number,
    headers: HeaderList | null,
    slot: number,
  ): number {
    const number = this.#topics.get(topic) ?? this.#addTopic(topic)
    if (number < 0) return number
    const numbers = this.#numbers
    numbers[TOPIC] = number
    numbers[PARTITION] = partition
    numbers[HASH] = hash
    numbers[SLOT] = slot
    numbers[KINDS] = kindOf(key) * 4 + kindOf(value)
    if (headers === null && timestamp === 0) return this.client.produce(key, value) ?? 0
    numbers[TIMESTAMP] = timestamp
    const parts = headers ?? NO_HEADERS
    if (parts.length > MAX_PARTS) return this.client.produceWith(key, value, parts) ?? 0
    return this.client.produceWith(key, value, ...parts) ?? 0
  }

  hasRoom(valueBytes: number): boolean {
    return this.client.hasRoom(valueBytes)
  }

  drain(rows: Float64Array): number {
    for (const former of this.#former) {
      const count = former.closed ? former.client.drain(rows) : 0
      if (count > 0) return count
      if (former.closed) this.#former.delete(former)
    }
    return this.client.drain(rows)
  }

  nextEvent(): EngineEvent | undefined {
    for (;;) {
      const cutOff = this.#cutOff
      this.#cutOff = null
      if (cutOff !== null) return cutOff
      const event = this.client.nextEvent()
      if (event?.kind === 'token') {
        this.#login.refresh()
        continue
      }
      if (event?.kind === 'log')
        this.#cutOff = this.#troubles.onLog(event.facility, event.text, performance.now())
      if (event?.kind !== 'error') return event
      if (event.fatal) return explained(event)
      const told = this.#troubles.onCodedError(event.code as number, event.text, performance.now())
      if (told !== null) return told
    }
  }

  setFlushing(on: boolean): void {
    this.#flushing = on
    this.client.setFlushing(on)
  }

  waitSync(timeoutMs: number): void {
    this.client.waitSync(timeoutMs)
  }

  setSaslCredentials(user: string, password: string): number {
    return this.#login.setCredentials(this.client, user, password)
  }

  async purge(queued: boolean, inFlight: boolean): Promise<void> {
    const code = await this.client.purge((queued ? PURGE_QUEUE : 0) | (inFlight ? PURGE_IN_FLIGHT : 0))
    // The queue is open again; where nothing was purged no report will say so to those that wait for room.
    this.#onWake()
    if (code !== 0) throw failure(code)
  }

  async metadata(topic: string | null, timeoutMs: number): Promise<Metadata> {
    return this.#ask('metadata', timeoutMs, (sliceMs) => {
      // Each time: after a recovery it is another client's number.
      const number = topic === null ? -1 : (this.#topics.get(topic) ?? this.#addTopic(topic))
      if (topic !== null && number < 0) throw new KafkaError(number)
      return this.client.metadata(number, sliceMs)
    })
  }

  topicConfig(topic: string, timeoutMs: number): Promise<TopicConfig> {
    return this.#ask('answer', timeoutMs, async (sliceMs) => {
      const answer = await this.client.topicConfig(topic, sliceMs)
      // To a producer it may pass; here nobody creates the topic.
      if (answer === UNKNOWN_TOPIC_OR_PART) throw failure(answer)
      return answer
    })
  }

  /** Again and again in slices, while the trouble may pass. */
  async #ask<Answer extends object>(
    what: string,
    timeoutMs: number,
    ask: (sliceMs: number) => Promise<Answer | number>,
  ): Promise<Answer> {
    const deadline = timeoutMs < 0 ? Number.POSITIVE_INFINITY : performance.now() + timeoutMs
    for (let round = 0; ; round++) {
      if (this.#closing) throw failure(DESTROYED)
      const slice = METADATA_SLICES_MS[Math.min(round, METADATA_SLICES_MS.length - 1)]!
      const leftMs = Math.max(0, Math.ceil(deadline - performance.now()))
      const answer = await ask(Math.min(slice, leftMs))
      if (typeof answer !== 'number') return answer
      if (this.#closing) throw failure(DESTROYED)
      // The client that was asked is gone, another runs.
      if (answer === DESTROYED) continue
      const error = failure(answer)
      if (performance.now() >= deadline) throw timeUp(what, timeoutMs, error)
      if (!error.retriable) throw error
      await sleep(Math.max(0, Math.min(METADATA_PAUSE_MS, deadline - performance.now())))
    }
  }

  metadataSync(topic: string, timeoutMs: number): Metadata | undefined {
    const number = this.#topics.get(topic) ?? this.#addTopic(topic)
    const answer = number < 0 ? number : this.client.metadataSync(number, timeoutMs)
    return typeof answer === 'number' ? undefined : answer
  }

  transact(call: TransactionCall, timeoutMs: number): Promise<void> {
    return this.#transactions.run(call, timeoutMs)
  }

  recover(): void {
    const client = this.#open()
    const former: FormerClient = { client: this.client, closed: false, closing: this.client.close() }
    this.#former.add(former)
    former.closing.then(() => {
      former.closed = true
      forget(former)
      this.#onWake()
    })
    forget(this)
    remember(former.client, former, this.#clientId)
    remember(client, this, this.#clientId)
    this.client = client
    this.#login.attach(client)
    this.#topics.clear()
    this.#transactions = new TransactionCalls(client, () => this.#closing)
    client.setFlushing(this.#flushing)
  }

  async close(): Promise<void> {
    this.#closing = true
    this.#login.close()
    await Promise.all([...this.#former].map(({ closing }) => closing))
    await this.client.close()
    forget(this)
  }

  #addTopic(topic: string): number {
    const number = this.client.topic(topic, this.#partitionerOf(topic) ?? '')
    if (number >= 0) this.#topics.set(topic, number)
    return number
  }
}

function failure(code: number): KafkaError {
  return code === DESTROYED
    ? new ClosedError('the producer was closed before the answer arrived')
    : new KafkaError(code)
}

function timeUp(what: string, timeoutMs: number, cause: KafkaError): KafkaError {
  return new KafkaError(TIMED_OUT, `no ${what} within ${timeoutMs} ms`, { cause })
}
