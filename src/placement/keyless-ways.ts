import type { Content, Engine, HeaderList } from '../engine/engine.js'
import type { Chooser } from '../partitioners/chooser.js'
import { partition as partitionByName } from '../partitioners/keyed.js'
import type { KeyedName } from '../partitioners/names.js'
import { RECORD_OVERHEAD_BYTES } from '../partitioners/sticky.js'
import type { Load, Loads } from './loads.js'
import type { TopicView } from './topic-view.js'
import { type Hand, LEFT_TO_LIBRDKAFKA, type Way } from './way.js'

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

  readonly hand: Hand = (_view, key, value, timestamp, headers, slot, nowMs) => {
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

  readonly hand: Hand = (view, key, value, timestamp, headers, slot, nowMs) => {
    return this.#keyless.hand(view, key, value, timestamp, headers, slot, nowMs)
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

  readonly hand: Hand = (view, key, value, timestamp, headers, slot, nowMs) => {
    if (key === null) return this.#keyless.hand(view, key, value, timestamp, headers, slot, nowMs)
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

  readonly hand: Hand = (view, key, value, timestamp, headers, slot, nowMs) => {
    const partition = partitionByName(this.#name, key, view!.partitionCount)
    if (partition >= 0)
      return this.#engine.produce(this.#topic, partition, key, value, timestamp, headers, slot)
    // `random` scatters keys, and lets null keys stick, as in librdkafka.
    const chooser = this.#name === 'random' && key !== null ? this.#scattered : this.#keyless
    return chooser.hand(view, key, value, timestamp, headers, slot, nowMs)
  }

  onView(view: TopicView): void {
    this.#keyless.onView(view)
    this.#scattered.onView(view)
  }
}

/** Text counts a byte a character: counting its UTF-8 would cost more than the whole choice. */
function roughBytes(key: Content, value: Content, headers: HeaderList | null): number {
  let bytes = RECORD_OVERHEAD_BYTES
  if (key !== null) bytes += key.length
  if (value !== null) bytes += value.length
  if (headers !== null) for (const part of headers) if (part !== null) bytes += part.length
  return bytes
}
