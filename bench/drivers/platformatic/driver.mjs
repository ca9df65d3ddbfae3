// @platformatic/kafka: an array of messages a send, one promise for all of them; it sends at once what it is given.
import { Producer } from '@platformatic/kafka'
import { versionOf } from '../client.ts'
import { drive } from '../windowed.ts'

await drive(async ({ 'bootstrap.servers': servers, ...options }, { topic }) => {
  const producer = new Producer({ clientId: 'bench', bootstrapBrokers: servers.split(','), ...options })
  const { acks } = options
  return {
    client: versionOf(import.meta.url, '@platformatic/kafka'),
    message: (value) => ({ topic, value }),
    send: (messages) => producer.send({ acks, messages }),
  }
})
