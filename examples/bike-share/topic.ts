// The topic is a table: by station what is known last. Kafka compacts it: older values of a key go, the last one stays,
// and a key whose last value is null (a tombstone) goes in the end.
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

export interface TableReader {
  /** By station, as of now. */
  stations: Map<string, Station>
  /** Resolves when all that was in the topic at the start has been read. */
  caughtUp: Promise<void>
  close(): Promise<void>
}

type OnChange = (id: string, station: Station | null, atMs: number) => void

/** Reads the table from its beginning and follows it. Joins no group: every reader wants all of it. */
export function readTable(servers: string, topic: string, onChange: OnChange = () => {}): TableReader {
  const stations = new Map<string, Station>()
  const consumer = new kafka.KafkaConsumer(
    {
      'bootstrap.servers': servers,
      'group.id': `${topic}-reader`,
      'enable.auto.commit': false,
      'enable.partition.eof': true,
    },
    { 'auto.offset.reset': 'earliest' },
  )
  consumer.on('data', ({ key, value, timestamp }) => {
    const id = String(key)
    const station: Station | null = value === null ? null : JSON.parse(String(value))
    if (station === null) stations.delete(id)
    else stations.set(id, station)
    onChange(id, station, timestamp ?? Date.now())
  })
  const caughtUp = new Promise<void>((resolve, reject) => {
    const unread = new Set<number>()
    consumer.on('partition.eof', ({ partition }) => {
      if (unread.delete(partition) && unread.size === 0) resolve()
    })
    const assign = (triesLeft: number) =>
      consumer.getMetadata({ topic, timeout: 10_000 }, (error, metadata) => {
        const partitions = metadata?.topics.find(({ name }) => name === topic)?.partitions ?? []
        // A topic that was made this moment is not known to every broker yet.
        if (partitions.length === 0 && triesLeft > 0) return void setTimeout(assign, 200, triesLeft - 1)
        if (partitions.length === 0) return reject(new Error(error?.message ?? `there is no topic ${topic}`))
        for (const { id } of partitions) unread.add(id)
        consumer.assign([...unread].map((partition) => ({ topic, partition, offset: 0 })))
        consumer.consume()
      })
    consumer.connect({}, (error) => (error ? reject(new Error(error.message)) : assign(50)))
  })
  const close = () => new Promise<void>((resolve) => void consumer.disconnect(() => resolve()))
  return { stations, caughtUp, close }
}
