// Prints the posts as they come, from where it ended the last time.
// npm run example feed/consumer [-- -b HOST:PORT]
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

consumer.on('ready', () => {
  consumer.subscribe([topic])
  consumer.consume()
})
consumer.on('data', ({ offset, value }) => {
  const { author, text }: Post = JSON.parse(String(value))
  console.log(`${String(offset).padStart(6)}  @${author}: ${text}`)
})
consumer.on('event.error', ({ code, message }) => {
  if (code !== UNKNOWN_TOPIC) console.error(message)
})
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => consumer.disconnect())
consumer.connect()
