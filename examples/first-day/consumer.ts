// A consumer that waits: it prints what is in the topic, then what comes, until you end it with Ctrl-C.
// npm run example first-day/consumer [-- -b HOST:PORT]
import kafka from '@confluentinc/kafka-javascript'

const { Kafka, logLevel } = kafka.KafkaJS
const [servers = 'localhost:9092', topic = 'exam-topic'] = process.argv.slice(2)
const client = new Kafka({ kafkaJS: { brokers: servers.split(','), logLevel: logLevel.ERROR } })
// The group remembers how far it has read: a second start goes on where the first one ended.
const consumer = client.consumer({ kafkaJS: { groupId: `${topic}-class`, fromBeginning: true } })

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void consumer.disconnect())

await consumer.connect()
await consumer.subscribe({ topic })
await consumer.run({
  eachMessage: async ({ partition, message }) => {
    console.log(`partition ${partition}, offset ${message.offset}: ${message.value}`)
  },
})
