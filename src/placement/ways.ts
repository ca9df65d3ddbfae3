import { QUEUE_FULL } from '../engine/codes.js'
import type { Content, Engine, HeaderList } from '../engine/engine.js'
import { contentLength } from '../message.js'
import type { Chooser } from '../partitioners/chooser.js'
import { partition as partitionByName } from '../partitioners/keyed.js'
import type { KeyedName } from '../partitioners/names.js'
import { ask, type ChoosePartitioner, type HashPartitioner } from '../partitioners/plug-in.js'
import { RECORD_OVERHEAD_BYTES } from '../partitioners/sticky.js'
import type { Load, Loads } from './loads.js'
import type { TopicView } from './topic-view.js'

/** The fields of a message that has no partition yet. */
export interface Unplaced {
  readonly key: Content
  readonly value: Content
  readonly timestamp: number
  readonly headers: HeaderList | null
}

/** How messages of one topic get their partition. */
export interface Way {
  /** Whether the topic's partitions must be known before this message can go on. */
  needsView(key: Content): boolean
  /** To the engine: 0 or librdkafka's code. `view` is null only where it is not needed. @throws MessageError of a plug-in */
  hand(view: TopicView | null, message: Unplaced, slot: number, nowMs: number): number
  onView(view: TopicView): void
}

const HASHES = 2 ** 32
const LEFT_TO_LIBRDKAFKA = -1

/** What a chooser of ours does for messages whose key does not decide. */
export class ByChooser {
  readonly #engine: Engine
  readonly #topic: string
  readonly #chooser: Chooser
  readonly #loads: Loads | undefined
  readonly #load: Load

  constructor(engine: Engine, topic: string, chooser: Chooser, loads?: Loads, load: Load = []) {
    this.#engine = engine
    this.#topic = topic
    this.#chooser = chooser
    this.#loads = loads
    this.#load = load
  }

  onView(view: TopicView): void {
    this.#chooser.onTopic(view.usable)
  }

  hand({ key, value, timestamp, headers }: Unplaced, slot: number, nowMs: number): number {
    const partition = this.#chooser.next(nowMs)
    const code = this.#engine.produce(this.#topic, partition, key, value, timestamp, headers, slot)
    if (code !== 0) return code
    const bytes = roughBytes(key, value, headers)
    this.#chooser.onAccepted(bytes)
    this.#loads?.enter(slot, this.#load, partition, bytes)
    return 0
  }
}

/** `round_robin`, and the sticky ones with `ignoreKeys`. */
export class WithoutKeys implements Way {
  readonly #keyless: ByChooser

  constructor(keyless: ByChooser) {
    this.#keyless = keyless
  }

  needsView(): boolean {
    return true
  }

  hand(_view: TopicView | null, message: Unplaced, slot: number, nowMs: number): number {
    return this.#keyless.hand(message, slot, nowMs)
  }

  onView(view: TopicView): void {
    this.#keyless.onView(view)
  }
}

/** The sticky ones where librdkafka's own partitioner of this topic is murmur2: keys are left to it. */
export class KeysToLibrdkafka implements Way {
  readonly #engine: Engine
  readonly #topic: string
  readonly #keyless: ByChooser

  constructor(engine: Engine, topic: string, keyless: ByChooser) {
    this.#engine = engine
    this.#topic = topic
    this.#keyless = keyless
  }

  needsView(key: Content): boolean {
    return key === null
  }

  hand(_view: TopicView | null, message: Unplaced, slot: number, nowMs: number): number {
    if (message.key === null) return this.#keyless.hand(message, slot, nowMs)
    const { key, value, timestamp, headers } = message
    return this.#engine.produce(this.#topic, LEFT_TO_LIBRDKAFKA, key, value, timestamp, headers, slot)
  }

  onView(view: TopicView): void {
    this.#keyless.onView(view)
  }
}

/** A partitioner of librdkafka's where the engine cannot give the topic one of its own. */
export class ByName implements Way {
  readonly #engine: Engine
  readonly #topic: string
  readonly #name: KeyedName
  readonly #keyless: ByChooser
  readonly #scattered: ByChooser

  constructor(engine: Engine, topic: string, name: KeyedName, keyless: ByChooser, scattered: ByChooser) {
    this.#engine = engine
    this.#topic = topic
    this.#name = name
    this.#keyless = keyless
    this.#scattered = scattered
  }

  needsView(): boolean {
    return true
  }

  hand(view: TopicView | null, message: Unplaced, slot: number, nowMs: number): number {
    const { key, value, timestamp, headers } = message
    const partition = partitionByName(this.#name, key, view!.partitionCount)
    if (partition >= 0)
      return this.#engine.produce(this.#topic, partition, key, value, timestamp, headers, slot)
    // `random` scatters keys, and lets null keys stick, as in librdkafka.
    const chooser = this.#name === 'random' && key !== null ? this.#scattered : this.#keyless
    return chooser.hand(message, slot, nowMs)
  }

  onView(view: TopicView): void {
    this.#keyless.onView(view)
    this.#scattered.onView(view)
  }
}

/** `{ hash }` where the engine takes the hash along and librdkafka the remainder; null keys stick there. */
export class ByHashInC implements Way {
  readonly #engine: Engine
  readonly #topic: string
  readonly #plugIn: HashPartitioner

  constructor(engine: Engine, topic: string, plugIn: HashPartitioner) {
    this.#engine = engine
    this.#topic = topic
    this.#plugIn = plugIn
  }

  needsView(): boolean {
    return false
  }

  hand(_view: TopicView | null, { key, value, timestamp, headers }: Unplaced, slot: number): number {
    if (key === null) {
      return this.#engine.produce(this.#topic, LEFT_TO_LIBRDKAFKA, key, value, timestamp, headers, slot)
    }
    const bytes = toBytes(key)
    const hash = hashOf(this.#plugIn, this.#topic, bytes, 'taken modulo its partition count')
    return this.#engine.produceHashed!(this.#topic, hash, bytes, value, timestamp, headers, slot)
  }

  onView(): void {}
}

/** `{ hash }` where the remainder has to be taken here. */
export class ByHashHere implements Way {
  readonly #engine: Engine
  readonly #topic: string
  readonly #plugIn: HashPartitioner
  readonly #keyless: ByChooser

  constructor(engine: Engine, topic: string, plugIn: HashPartitioner, keyless: ByChooser) {
    this.#engine = engine
    this.#topic = topic
    this.#plugIn = plugIn
    this.#keyless = keyless
  }

  needsView(): boolean {
    return true
  }

  hand(view: TopicView | null, message: Unplaced, slot: number, nowMs: number): number {
    const { key, value, timestamp, headers } = message
    if (key === null) return this.#keyless.hand(message, slot, nowMs)
    const bytes = toBytes(key)
    const count = view!.partitionCount
    const partition = hashOf(this.#plugIn, this.#topic, bytes, sayCount(count)) % count
    return this.#engine.produce(this.#topic, partition, bytes, value, timestamp, headers, slot)
  }

  onView(view: TopicView): void {
    this.#keyless.onView(view)
  }
}

/** `{ choose }`. Asked only when there is room, so once an accepted message. */
export class ByChoice implements Way {
  readonly #engine: Engine
  readonly #topic: string
  readonly #plugIn: ChoosePartitioner

  constructor(engine: Engine, topic: string, plugIn: ChoosePartitioner) {
    this.#engine = engine
    this.#topic = topic
    this.#plugIn = plugIn
  }

  needsView(): boolean {
    return true
  }

  hand(view: TopicView | null, { key, value, timestamp, headers }: Unplaced, slot: number): number {
    if (!this.#engine.hasRoom(contentLength(value))) return QUEUE_FULL
    const { partitionCount, isAvailable } = view!
    const choice = { topic: this.#topic, key, value, headers: toPairs(headers), partitionCount, isAvailable }
    const partition = ask(
      'choose',
      this.#topic,
      () => this.#plugIn.choose(choice),
      partitionCount,
      sayCount(partitionCount),
    )
    return this.#engine.produce(this.#topic, partition, key, value, timestamp, headers, slot)
  }

  onView(): void {}
}

export function hashOf(plugIn: HashPartitioner, topic: string, key: Uint8Array, ofWhat: string): number {
  return ask('hash', topic, () => plugIn.hash(key), HASHES, ofWhat)
}

export function sayCount(count: number): string {
  return `which has ${count} ${count === 1 ? 'partition' : 'partitions'}`
}

/** The bytes that are hashed are those that are sent: text is encoded once. */
export function toBytes(key: string | Uint8Array): Uint8Array {
  return typeof key === 'string' ? Buffer.from(key) : key
}

/** Text counts a byte a character: counting its UTF-8 would cost more than the whole choice. */
function roughBytes(key: Content, value: Content, headers: HeaderList | null): number {
  let bytes = RECORD_OVERHEAD_BYTES
  if (key !== null) bytes += key.length
  if (value !== null) bytes += value.length
  if (headers !== null) for (const part of headers) if (part !== null) bytes += part.length
  return bytes
}

function toPairs(headers: HeaderList | null): [string, Content][] {
  const pairs: [string, Content][] = []
  for (let at = 0; headers !== null && at < headers.length; at += 2) {
    pairs.push([headers[at] as string, headers[at + 1]!])
  }
  return pairs
}
