// What cannot be delivered goes to a dead-letter topic, with the reason, and the others go on.
// npm run example dead-letter [-- -b HOST:PORT]
import { KafkaError, type Message, Producer } from 'lingerbus'

const [servers = 'localhost:9092', topic = 'orders', deadLetters = `${topic}.dead-letters`] =
  process.argv.slice(2)
// A limit that some of our orders exceed.
await using producer = new Producer({ 'bootstrap.servers': servers, 'message.max.bytes': 2000 })

const orders: Message[] = [
  { topic, key: 'order-1', value: '{"total":12.5}' },
  { topic, key: 'order-2', value: JSON.stringify({ note: 'x'.repeat(5000) }) }, // refused at the call: too large
  { topic, key: 'order-3', value: '{"total":7}', partition: 9999 }, // no such partition
  { topic, key: 'order-4', value: '{"total":99}' },
]

for (const order of orders) {
  try {
    await producer.send(order)
  } catch (error) {
    if (!KafkaError.is(error)) throw error
    await putAside(order, error)
  }
}
console.log(producer.ledger)

/** Key and as much of the value as fits; why, where it should have gone, and how large it was. */
async function putAside(message: Message, error: KafkaError): Promise<void> {
  const value = Buffer.from(message.value ?? '')
  await producer.send({
    topic: deadLetters,
    key: message.key,
    value: value.subarray(0, 1000),
    headers: {
      'error.code': error.code,
      'error.message': error.message,
      'original.topic': message.topic,
      'original.bytes': String(value.length),
    },
  })
  console.log(`${String(message.key)} → ${deadLetters}: ${error.code}`)
}
