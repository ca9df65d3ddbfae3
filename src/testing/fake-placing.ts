import type { EngineOptions, Metadata } from '../engine/engine.js'
import { partition as partitionOfKey } from '../partitioners/keyed.js'
import { isKeyedName, withUnderscore } from '../partitioners/names.js'
import { STICKY_BYTES, Sticky } from '../partitioners/sticky.js'
import type { FakeBroker } from './fake-broker.js'
import type { Recording } from './recorded.js'

/** librdkafka's default, which `partitioner` stands for where nothing else is said. */
const DEFAULT_PARTITIONER = 'consistent_random'

/** Where messages go: librdkafka's partitioners as they stand in `lingerbus/partitioners`, and a seeded sticky one. */
export class FakePlacing {
  readonly #options: EngineOptions
  readonly #broker: FakeBroker
  readonly #stickyMs: number
  readonly #sticky = new Map<string, Sticky>()
  /** Topics whose partition count a broker has told. */
  readonly #known = new Set<string>()

  constructor(options: EngineOptions, broker: FakeBroker) {
    this.#options = options
    this.#broker = broker
    const { properties } = options
    this.#stickyMs = Number(
      properties['sticky.partitioning.linger.ms'] ?? 2 * Number(properties['linger.ms'] ?? 5),
    )
  }

  /** Its partition is one that the topic is known not to have. */
  isKnownAbsent({ topic, partition }: Recording): boolean {
    return this.#known.has(topic) && partition >= this.#broker.partitionsOf(topic)
  }

  /** Gives it its partition; false where there is no such partition. */
  place(message: Recording, hash: number | null): boolean {
    const count = this.#broker.partitionsOf(message.topic)
    this.#known.add(message.topic)
    if (hash !== null) message.partition = hash % count
    else if (message.partition < 0) message.partition = this.#choose(message, count)
    return message.partition < count
  }

  /** One broker that leads everything. */
  metadata(only: string | null): Metadata {
    const names = only === null ? this.#broker.topics : [only]
    return {
      brokers: [{ id: 1, host: 'fake', port: 9092 }],
      topics: names.map((name) => {
        this.#known.add(name)
        const partitions = Array.from({ length: this.#broker.partitionsOf(name) }, (_, id) => {
          return { id, leader: 1, replicas: [1], isrs: [1] }
        })
        return { name, partitions }
      }),
    }
  }

  #choose({ topic, key }: Recording, count: number): number {
    const given = this.#options.partitionerOf?.(topic) ?? this.#options.properties.partitioner
    const name = withUnderscore(given ?? DEFAULT_PARTITIONER)
    const byKey = isKeyedName(name) ? partitionOfKey(name, key, count) : -1
    return byKey >= 0 ? byKey : this.#stick(topic, count)
  }

  #stick(topic: string, count: number): number {
    let sticky = this.#sticky.get(topic)
    if (sticky === undefined) {
      sticky = new Sticky({ bytes: STICKY_BYTES, ageMs: this.#stickyMs, random: this.#broker.random })
      sticky.onTopic(Array.from({ length: count }, (_, id) => id))
      this.#sticky.set(topic, sticky)
    }
    const partition = sticky.next(performance.now())
    sticky.onAccepted(1)
    return partition
  }
}
