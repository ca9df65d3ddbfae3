// An independent reader: the official package's consumer, which knows nothing of lingerbus.
import kafka from '@confluentinc/kafka-javascript'

const { KafkaConsumer } = kafka
const WAIT_MS = 30_000

export interface ReadRecord {
  partition: number
  offset: number
  key: Buffer | null
  value: Buffer | null
  timestamp: number
  headers: Record<string, Buffer | string>[]
}

/** Everything in these partitions from the given offset (by partition) to their end, in order of offset. */
export async function readTopic(
  bootstrapServers: string,
  topic: string,
  startOffsets: ReadonlyMap<number, number>,
): Promise<ReadRecord[]> {
  const consumer = new KafkaConsumer(
    {
      'bootstrap.servers': bootstrapServers,
      'group.id': `read-back-${process.pid}`,
      'enable.auto.commit': false,
      'enable.partition.eof': true,
    },
    { 'auto.offset.reset': 'error' },
  )
  const records: ReadRecord[] = []
  const unfinished = new Set(startOffsets.keys())
  try {
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(
        () =>
          reject(new Error(`read back timed out with partitions ${[...unfinished].join(', ')} unfinished`)),
        WAIT_MS,
      )
      const end = (error?: Error) => {
        clearTimeout(timer)
        if (error) reject(error)
        else resolve()
      }
      consumer.on('event.error', (error) => end(new Error(error.message)))
      consumer.on('partition.eof', ({ partition }) => {
        unfinished.delete(partition)
        if (unfinished.size === 0) end()
      })
      consumer.on('data', ({ partition, offset, key, value, timestamp, headers }) => {
        records.push({
          partition,
          offset,
          key: typeof key === 'string' ? Buffer.from(key) : (key ?? null),
          value,
          timestamp: timestamp ?? -1,
          headers: (headers ?? []) as Record<string, Buffer | string>[],
        })
      })
      consumer.connect({ topic }, (error) => {
        if (error) return end(new Error(error.message))
        consumer.assign([...startOffsets].map(([partition, offset]) => ({ topic, partition, offset })))
        consumer.consume()
      })
    })
  } finally {
    await new Promise<void>((resolve) => consumer.disconnect(() => resolve()))
  }
  return records.sort((a, b) => a.partition - b.partition || a.offset - b.offset)
}
