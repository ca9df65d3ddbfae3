// A source that is faster than Kafka: when produce says false, wait until it has drained. Memory stays bounded.
// npm run example backpressure [-- -b HOST:PORT]
import { Producer } from 'lingerbus'

const [servers = 'localhost:9092', topic = 'sensor', count = '200000'] = process.argv.slice(2)

await using producer = new Producer({ 'bootstrap.servers': servers, highWaterMark: 10_000 })

let pauses = 0
let mostOutstanding = 0
for (const value of readings(Number(count))) {
  const hasRoom = producer.produce({ topic, value })
  mostOutstanding = Math.max(mostOutstanding, producer.outstanding)
  if (hasRoom) continue
  pauses++
  await producer.drained()
}
await producer.flush()

const { delivered, failed } = producer.ledger
console.log(
  `delivered ${delivered}, failed ${failed}; paused ${pauses} times, never more than ${mostOutstanding} outstanding`,
)

/** Millions a second, if someone takes them. */
function* readings(total: number): Generator<string> {
  for (let number = 0; number < total; number++) yield `{"reading":${number},"at":${Date.now()}}`
}
