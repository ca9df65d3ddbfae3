// The classic loop of librdkafka's producers: produce with a callback, poll, and flush at the end.
// npm run example simple-producer [-- -b HOST:PORT]
import { Producer, QueueFullError } from 'lingerbus'

const [servers = 'localhost:9092', topic = 'hello', count = '100'] = process.argv.slice(2)

// poll: 'manual': callbacks run where we ask for them, and nowhere else. A small queue, to see it full.
const producer = new Producer({
  'bootstrap.servers': servers,
  'queue.buffering.max.messages': 50,
  poll: 'manual',
})
let delivered = 0

for (let number = 0; number <= Number(count); number++) {
  const message = { topic, value: `hello world: ${number}` }
  for (;;) {
    try {
      producer.produce(message, (error, report) => {
        if (error) console.error(`failed: ${error.message}`)
        else delivered++
        if (number % 20 === 0)
          console.log(`${message.value} → ${report.topic} [${report.partition}] @ ${report.offset}`)
      })
      break
    } catch (error) {
      if (!QueueFullError.is(error)) throw error
      // The queue is full: the message was not taken. Make room by serving reports, then try again.
      await producer.poll(100)
    }
  }
  // Serve what reports there are, without waiting.
  await producer.poll(0)
}

const left = await producer.flush(10_000)
console.log(`delivered ${delivered}, still outstanding ${left}`)
await producer.close()
