// The topic is a table: by station what is known last. Kafka compacts it: older values of a key go, the last one stays,
// and a key whose last value is null (a tombstone) goes in the end.
import { setTimeout as sleep } from 'node:timers/promises'
import kafka from '@confluentinc/kafka-javascript'
import type { Station } from './read-stations.ts'

const { Kafka, logLevel } = kafka.KafkaJS
const clientOf = (servers: string) =>
  new Kafka({ kafkaJS: { brokers: servers.split(','), logLevel: logLevel.ERROR } })

/** No harm if it is there. */
export async function makeCompactedTopic(servers: string, topic: string): Promise<void> {
  const admin = clientOf(servers).admin()
  await admin.connect()
  try {
    const configEntries = [{ name: 'cleanup.policy', value: 'compact' }]
    await admin.createTopics({ topics: [{ topic, numPartitions: 3, replicationFactor: -1, configEntries }] })
  } finally {
    await admin.disconnect()
  }
}

type OnChange = (id: string, station: Station | null) => void

/** Reads the table from its beginning and follows it. Joins no group: every reader wants all of it. */
export class TableReader {
  /** By id, as of now. */
  readonly stations = new Map<string, Station>()
  readonly #topic: string
  readonly #consumer: kafka.KafkaConsumer
  readonly #onChange: OnChange
  /** Partitions of which the end, as it was when we began, is not reached yet. */
  readonly #unread = new Set<number>()
  #isOpen = true
  #following: Promise<void> = Promise.resolve()

  constructor(servers: string, topic: string, onChange: OnChange = () => {}) {
    this.#topic = topic
    this.#onChange = onChange
    const settings = {
      'bootstrap.servers': servers,
      'group.id': `${topic}-reader`, // must be there, is not used
      'enable.auto.commit': false,
      'enable.partition.eof': true,
    }
    this.#consumer = new kafka.KafkaConsumer(settings, { 'auto.offset.reset': 'earliest' })
    this.#consumer.setDefaultConsumeTimeout(200)
    this.#consumer.on('partition.eof', ({ partition }) => this.#unread.delete(partition))
  }

  /** Resolves when all that was in the topic has been read. */
  async start(): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#consumer.connect({}, (error) => (error ? reject(new Error(error.message)) : resolve()))
    })
    for (const partition of await this.#partitions()) this.#unread.add(partition)
    this.#consumer.assign(
      [...this.#unread].map((partition) => ({ topic: this.#topic, partition, offset: 0 })),
    )
    await new Promise<void>((resolve) => {
      this.#following = this.#follow(resolve)
    })
  }

  async close(): Promise<void> {
    this.#isOpen = false
    await this.#following
    await new Promise<void>((resolve) => void this.#consumer.disconnect(() => resolve()))
  }

  /** Not the consumer's flowing mode: after that `disconnect` may never call back. */
  async #follow(onCaughtUp: () => void): Promise<void> {
    while (this.#isOpen) {
      for (const { key, value } of await this.#take()) {
        const id = String(key)
        const station: Station | null = value === null ? null : JSON.parse(String(value))
        if (station === null) this.stations.delete(id)
        else this.stations.set(id, station)
        this.#onChange(id, station)
      }
      if (this.#unread.size === 0) onCaughtUp()
    }
    onCaughtUp()
  }

  async #take(): Promise<kafka.Message[]> {
    const [error, records] = await new Promise<[unknown, kafka.Message[]]>((resolve) => {
      this.#consumer.consume(1000, (error, records) => resolve([error, records]))
    })
    if (error) await sleep(500) // Kafka is away: librdkafka connects again by itself
    return records ?? []
  }

  /** A topic that was made this moment is not known to every broker yet. */
  async #partitions(): Promise<number[]> {
    for (let triesLeft = 50; triesLeft > 0; triesLeft--) {
      const options = { topic: this.#topic, allTopics: false, timeout: 10_000 }
      const metadata = await new Promise<kafka.Metadata | undefined>((resolve) => {
        this.#consumer.getMetadata(options, (_error, metadata) => resolve(metadata))
      })
      const partitions = metadata?.topics.find(({ name }) => name === this.#topic)?.partitions ?? []
      if (partitions.length > 0) return partitions.map(({ id }) => id)
      await sleep(200)
    }
    throw new Error(`there is no topic ${this.#topic}`)
  }
}
