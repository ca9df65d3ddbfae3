import {
  type Content,
  type Engine,
  type EngineEvent,
  type EngineName,
  type Features,
  type HeaderList,
  LATENCY_MS,
  type Metadata,
  NOT_PERSISTED,
  ROW_LENGTH,
  SLOT,
  type TopicConfig,
  type TransactionCall,
} from '../engine/engine.js'
import { ReportRows } from '../engine/report-rows.js'
import { KafkaError } from '../errors.js'
import { PURGED, STATE } from '../named-codes.js'
import { isAsking } from '../partitioners/plug-in.js'
import type { Account } from './account.js'
import type { Loads } from './loads.js'
import type { Place } from './place.js'

const NO_PARTITION_YET = -1

/** Gives the place of a topic; null where librdkafka chooses. */
type FindPlace = (topic: string) => Place | null

interface Parts {
  readonly engine: Engine
  readonly findPlace: FindPlace
  readonly account: Account
  readonly loads: Loads
  /** Messages are taken only within a transaction. */
  readonly transactional: boolean
  readonly onWake: () => void
  /** Why a message failed before it came to the engine. */
  readonly onReason: (slot: number, error: KafkaError) => void
}

/** An engine in front of the engine: chooses partitions where librdkafka does not, and otherwise hands through. */
export class PlacingEngine implements Engine {
  readonly name: EngineName | 'fake'
  readonly features: Features
  readonly version: string
  waitSync?: (timeoutMs: number) => void
  purge?: (queued: boolean, inFlight: boolean) => Promise<void>
  transact?: (call: TransactionCall, timeoutMs: number) => Promise<void>
  recover?: () => void
  topicConfig?: (topic: string, timeoutMs: number) => Promise<TopicConfig>

  readonly #parts: Parts
  readonly #places = new Map<string, Place | null>()
  #lastTopic = ''
  #lastPlace: Place | null = null
  /** Reports of messages that were given up while they were held. */
  readonly #rows = new ReportRows()
  /** How long a message that is inside was held: its latency begins at produce. */
  readonly #heldMs = new Map<number, number>()
  #isAwake = false
  /** librdkafka refuses a message outside a transaction, and one that is held would come to it in the next. */
  #isOutside: boolean
  /** Accepted in this transaction, and failed without librdkafka's knowledge: it would commit the rest. */
  #lost = 0

  constructor(parts: Parts) {
    const { engine } = parts
    this.#parts = parts
    this.name = engine.name
    this.features = engine.features
    this.version = engine.version
    this.#isOutside = parts.transactional
    // What an engine cannot do stays absent here.
    if (engine.waitSync) this.waitSync = (timeoutMs) => this.#waitSync(timeoutMs)
    if (engine.purge) {
      this.purge = async (queued, inFlight) => {
        refuseWhileAsking()
        if (queued) this.#giveUpHeld()
        return engine.purge!(queued, inFlight)
      }
    }
    if (engine.topicConfig) this.topicConfig = (topic, timeoutMs) => engine.topicConfig!(topic, timeoutMs)
    if (engine.recover) this.recover = () => engine.recover!()
    if (engine.transact) this.transact = (call, timeoutMs) => this.#transact(call, timeoutMs)
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
    const place = topic === this.#lastTopic ? this.#lastPlace : this.#placeOf(topic)
    if (place !== null && this.#isOutside) return STATE
    if (place !== null) return place.produce(partition, key, value, timestamp, headers, slot)
    const code = this.#parts.engine.produce(topic, partition, key, value, timestamp, headers, slot)
    if (code === 0) this.#parts.account.onAccepted()
    return code
  }

  get holds(): boolean {
    return this.#parts.account.heldMessages > 0
  }

  hasRoom(valueBytes: number): boolean {
    return this.#parts.engine.hasRoom(valueBytes) && !this.#parts.account.isFull()
  }

  drain(rows: Float64Array): number {
    const { engine, account, loads } = this.#parts
    this.#isAwake = false
    const fromEngine = engine.drain(rows)
    for (let at = 0; at < fromEngine * ROW_LENGTH; at += ROW_LENGTH) {
      const slot = rows[at + SLOT]!
      loads.leave(slot)
      if (this.#heldMs.size > 0) rows[at + LATENCY_MS]! += this.#heldMs.get(slot) ?? 0
      this.#heldMs.delete(slot)
    }
    account.onDrained(fromEngine)
    if (account.heldMessages > 0) for (const place of this.#holding()) place.handOver()
    return fromEngine + this.#rows.moveTo(rows.subarray(fromEngine * ROW_LENGTH))
  }

  nextEvent(): EngineEvent | undefined {
    const event = this.#parts.engine.nextEvent()
    if (event?.kind === 'error') for (const place of this.#places.values()) place?.onTrouble()
    return event
  }

  setFlushing(on: boolean): void {
    this.#parts.engine.setFlushing(on)
  }

  async metadata(topic: string | null, timeoutMs: number): Promise<Metadata> {
    const metadata = await this.#parts.engine.metadata(topic, timeoutMs)
    for (const place of this.#places.values()) place?.onMetadata(metadata)
    return metadata
  }

  setSaslCredentials(user: string, password: string): number {
    return this.#parts.engine.setSaslCredentials(user, password)
  }

  async close(): Promise<void> {
    this.#giveUpHeld()
    await this.#parts.engine.close()
  }

  /** The engine, or we ourselves, have something: told once until the next drain. */
  wake(): void {
    if (this.#isAwake) return
    this.#isAwake = true
    this.#parts.onWake()
  }

  onBoarded(slot: number, heldMs: number): void {
    this.#heldMs.set(slot, heldMs)
  }

  onGivenUp(slot: number, code: number, heldMs: number, error?: KafkaError): void {
    if (error !== undefined) this.#parts.onReason(slot, error)
    this.#lost++
    this.#rows.push(slot, code, NO_PARTITION_YET, -1, -1, 0, heldMs, NOT_PERSISTED)
    this.wake()
  }

  async #transact(call: TransactionCall, timeoutMs: number): Promise<void> {
    if (call.name === 'abort') this.#giveUpHeld()
    if (call.name === 'commit' && this.#lost > 0) {
      throw new KafkaError('_INCONSISTENT', `${this.#lost} messages failed before they had a partition`, {
        abortable: true,
      })
    }
    await this.#parts.engine.transact!(call, timeoutMs)
    if (call.name === 'begin') this.#lost = 0
    if (call.name === 'begin') this.#isOutside = false
    if (call.name === 'commit' || call.name === 'abort') this.#isOutside = true
  }

  #placeOf(topic: string): Place | null {
    let place = this.#places.get(topic)
    if (place === undefined) {
      place = this.#parts.findPlace(topic)
      this.#places.set(topic, place)
    }
    this.#lastTopic = topic
    this.#lastPlace = place
    return place
  }

  *#holding(): Iterable<Place> {
    for (const place of this.#places.values()) if (place?.holds) yield place
  }

  #giveUpHeld(): void {
    for (const place of this.#holding()) place.giveUpAll(PURGED)
  }

  /** The answer that messages are held for would come through the event loop, which stands still. */
  #waitSync(timeoutMs: number): void {
    const { engine } = this.#parts
    refuseWhileAsking()
    const end = performance.now() + timeoutMs
    for (const place of this.#holding()) place.learnSync(Math.max(0, Math.ceil(end - performance.now())))
    if (!this.#isAwake) engine.waitSync!(Math.max(0, Math.ceil(end - performance.now())))
  }
}

/** The message that the plug-in is asked for would be waited for, or given up, before it has a partition. */
function refuseWhileAsking(): void {
  if (isAsking())
    throw new KafkaError('_STATE', 'a wait or a purge inside a partitioner could never end well')
}
