// @confluentinc/kafka-javascript by its KafkaJS-style API: an array of messages a send, one promise for all of them.
import { KafkaJS } from '@confluentinc/kafka-javascript'
import { versionOf } from '../client.ts'
import { drive } from '../windowed.ts'

await drive(async (settings, { topic }) => {
  const producer = new KafkaJS.Kafka({ log_level: 3 }).producer(settings)
  await producer.connect()
  return {
    client: versionOf(import.meta.url, '@confluentinc/kafka-javascript'),
    message: (value) => ({ value }),
    send: (messages) => producer.send({ topic, messages }),
  }
})
