// Sends one message, and says what came of it: client.ts SERVERS TEXT keep-trying|first-error [NAME=VALUE …]
import { Producer } from 'lingerbus'

const [servers = '', text = '', patience, ...settings] = process.argv.slice(2)
const producer = new Producer({
  'bootstrap.servers': servers,
  'socket.connection.setup.timeout.ms': 3000, // how long to wait for a firewall that says nothing
  ...Object.fromEntries(settings.map((setting) => setting.split('='))),
})

// librdkafka goes on trying until message.timeout.ms, five minutes. Why it does not get through is told at once, as
// an event: without a listener the first you hear is a 'timed out'.
const firstError = new Promise<string>((resolve) => {
  producer.on('error', (error) => patience === 'first-error' && resolve(error.message))
})
const sent = producer.send({ topic: 'hello', value: text }).then(
  ({ offset }) => `delivered, offset ${offset}`,
  (error: Error) => error.message,
)
console.log(await Promise.race([sent, firstError]))
await producer.close({ timeoutMs: 0 })
