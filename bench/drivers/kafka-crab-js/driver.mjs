// kafka-crab-js: librdkafka behind Rust; an array of messages a send, one promise for all of them.
import { KafkaClient } from 'kafka-crab-js'
import { versionOf } from '../client.ts'
import { drive } from '../windowed.ts'

await drive(async ({ 'bootstrap.servers': brokers, ...configuration }, { topic }) => {
  const producer = new KafkaClient({ brokers }).createProducer({ configuration })
  return {
    client: versionOf(import.meta.url, 'kafka-crab-js'),
    message: (payload) => ({ payload }),
    send: (messages) => producer.send({ topic, messages }),
  }
})
