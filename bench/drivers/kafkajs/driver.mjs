// kafkajs: an array of messages a send, one promise for all of them; it sends at once what it is given.
import { Kafka, logLevel, Partitioners } from 'kafkajs'
import { versionOf } from '../client.ts'
import { drive } from '../windowed.ts'

await drive(async ({ 'bootstrap.servers': servers, acks, ...options }, { topic }) => {
  const kafka = new Kafka({ brokers: servers.split(','), logLevel: logLevel.ERROR })
  const producer = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner, ...options })
  await producer.connect()
  return {
    client: versionOf(import.meta.url, 'kafkajs'),
    message: (value) => ({ value }),
    send: (messages) => producer.send({ topic, acks, messages }),
  }
})
