import type { Content, Engine, HeaderList } from '../engine/engine.js'
import { contentLength } from '../message.js'
import { QUEUE_FULL } from '../named-codes.js'
import { ask, type ChoosePartitioner, type HashPartitioner } from '../partitioners/plug-in.js'
import type { ByChooser } from './keyless-ways.js'
import type { TopicView } from './topic-view.js'
import { type Hand, LEFT_TO_LIBRDKAFKA, type Way } from './way.js'

const HASHES = 2 ** 32

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

  readonly hand: Hand = (_view, key, value, timestamp, headers, slot) => {
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

  readonly hand: Hand = (view, key, value, timestamp, headers, slot, nowMs) => {
    if (key === null) return this.#keyless.hand(view, key, value, timestamp, headers, slot, nowMs)
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

  readonly hand: Hand = (view, key, value, timestamp, headers, slot) => {
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

function toPairs(headers: HeaderList | null): [string, Content][] {
  const pairs: [string, Content][] = []
  for (let at = 0; headers !== null && at < headers.length; at += 2) {
    pairs.push([headers[at] as string, headers[at + 1]!])
  }
  return pairs
}
