// Prints the posts as they come, from where it ended the last time.
// npm run example feed/consumer [-- -b HOST:PORT]
import { setTimeout as sleep } from 'node:timers/promises'
import kafka from '@confluentinc/kafka-javascript'
import type { Post } from './feed-server.ts'

const UNKNOWN_TOPIC = kafka.CODES.ERRORS.ERR_UNKNOWN_TOPIC_OR_PART
const [servers = 'localhost:9092', topic = 'twitter'] = process.argv.slice(2)
const consumer = new kafka.KafkaConsumer(
  {
    'bootstrap.servers': servers,
    'group.id': `${topic}-reader`,
    'topic.metadata.refresh.interval.ms': 1000, // the topic may come after us
  },
  { 'auto.offset.reset': 'earliest' },
)
consumer.setDefaultConsumeTimeout(200)
let stopping = false
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.on(signal, () => {
    stopping = true
  })
}

/** What has come; nothing after 200 ms without any. */
async function take(): Promise<kafka.Message[]> {
  const [error, records] = await new Promise<[kafka.LibrdKafkaError | null, kafka.Message[]]>((resolve) => {
    consumer.consume(100, (error, records) => resolve([error, records ?? []]))
  })
  if (error && error.code !== UNKNOWN_TOPIC) console.error(error.message)
  if (error) await sleep(200)
  return records
}

await new Promise<void>((resolve, reject) => {
  consumer.connect({}, (error) => (error ? reject(new Error(error.message)) : resolve()))
})
consumer.subscribe([topic])
while (!stopping) {
  for (const { offset, value } of await take()) {
    const { author, text }: Post = JSON.parse(String(value))
    console.log(`${String(offset).padStart(6)}  @${author}: ${text}`)
  }
}
consumer.disconnect()
