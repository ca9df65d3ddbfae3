// What a delivery report says, in success and in failure, and what to do about each status.
// npm run example delivery-reports [-- -b HOST:PORT]
import { type DeliveryReport, KafkaError, Producer } from 'lingerbus'

const [servers = 'localhost:9092', topic = 'reports'] = process.argv.slice(2)
const advice: Record<DeliveryReport['status'], string> = {
  persisted: 'it is in the log: forget it',
  'possibly-persisted': 'the answer was lost: send it again only if a duplicate does no harm',
  'not-persisted': 'it is not in the log: send it again, or put it aside',
}

await using producer = new Producer({ 'bootstrap.servers': servers })

// As a callback, exactly once per accepted message.
producer.produce({ topic, key: 'a', value: 'first' }, (error, report) => {
  const what = error ? `failed with ${error.code}` : `partition ${report.partition}, offset ${report.offset}`
  console.log(`first: ${what}, ${report.latencyMs.toFixed(0)} ms; ${report.status}: ${advice[report.status]}`)
})
await producer.flush()

// As a promise: a failure is an error that carries the report.
for (const [name, partition] of [
  ['second', 0],
  ['third', 9999],
] as const) {
  try {
    const report = await producer.send({ topic, partition, value: name })
    console.log(`${name}: partition ${report.partition}, offset ${report.offset}; ${report.status}`)
  } catch (error) {
    // Refused at once (nothing was enqueued), or accepted and then failed.
    if (KafkaError.is(error)) console.log(`${name}: ${error.name} ${error.code}: ${error.message}`)
    else throw error
  }
}

// The account of all: accepted = delivered + failed + outstanding, at every moment.
console.log(producer.ledger)
