// A producer that sends ten answers, waits until each is in the log, and ends.
// npm run example first-day/producer [-- -b HOST:PORT]
import { Producer } from 'lingerbus'

const [servers = 'localhost:9092', topic = 'exam-topic'] = process.argv.slice(2)
const producer = new Producer({ 'bootstrap.servers': servers })
producer.on('error', (error) => console.error(error.message))

const sends = Array.from({ length: 10 }, async (_, index) => {
  const value = `answer ${index + 1}`
  const { partition, offset } = await producer.send({ topic, value })
  console.log(`${value} → partition ${partition}, offset ${offset}`)
})
await Promise.all(sends)
console.log(await producer.close())
