// Where we are in the feed stands in the topic itself: no second store that could say otherwise.
import kafka from '@confluentinc/kafka-javascript'

const ANSWER_LIMIT_MS = 10_000

/** The feed's ids of the newest records of partition 0, oldest first; none when there is no topic yet. */
export async function newestEventIds(servers: string, topic: string, count: number): Promise<string[]> {
  const settings = {
    'bootstrap.servers': servers,
    'group.id': `${topic}-position`,
    'enable.auto.commit': false,
  }
  const consumer = new kafka.KafkaConsumer(settings, { 'auto.offset.reset': 'error' })
  consumer.setDefaultConsumeTimeout(500)
  // Callbacks with an error first; rdkafka's consumer knows no promises.
  const answer = <T>(ask: (done: (error: Error | null, value: T) => void) => void) =>
    new Promise<T>((resolve, reject) => ask((error, value) => (error ? reject(error) : resolve(value))))
  try {
    const { topics } = await answer<{ topics: { name: string; partitions: unknown[] }[] }>((done) =>
      consumer.connect({ topic, timeout: ANSWER_LIMIT_MS }, done as never),
    )
    if (!topics.some(({ name, partitions }) => name === topic && partitions.length > 0)) return []
    const { lowOffset, highOffset } = await answer<{ lowOffset: number; highOffset: number }>((done) =>
      consumer.queryWatermarkOffsets(topic, 0, ANSWER_LIMIT_MS, done as never),
    )
    const first = Math.max(lowOffset, highOffset - count)
    consumer.assign([{ topic, partition: 0, offset: first }])
    const ids: string[] = []
    for (let next = first; next < highOffset; ) {
      const records = await answer<kafka.Message[]>((done) => consumer.consume(count, done as never))
      for (const { offset, headers } of records) {
        next = offset + 1
        const id = headers?.find((header) => 'event-id' in header)?.['event-id']
        if (id !== undefined) ids.push(String(id))
      }
    }
    return ids
  } finally {
    await new Promise<void>((resolve) => consumer.disconnect(() => resolve()))
  }
}
