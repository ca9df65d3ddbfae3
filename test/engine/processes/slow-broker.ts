// A broker that takes 7 s to answer; close gives up after 2 s. Prints what became of every promise.
import { DeliveryError, Producer } from '../../../src/index.js'

const producer = new Producer({
  'test.mock.num.brokers': 1,
  'test.mock.broker.rtt': 7000,
  'enable.idempotence': false,
  engine: process.argv[2] as 'binding',
})
producer.on('error', () => {})
const sends = Array.from({ length: 100 }, (_, index) => producer.send({ topic: 'a', value: String(index) }))
const settled = Promise.allSettled(sends)
await new Promise((resolve) => setTimeout(resolve, 200))
const startedAt = performance.now()
const ledger = await producer.close({ timeoutMs: 2000 })
const closeMs = performance.now() - startedAt
const statuses = (await settled).map((outcome) =>
  outcome.status === 'rejected' && DeliveryError.is(outcome.reason) ? outcome.reason.status : outcome.status,
)
console.log(JSON.stringify({ ledger, closeMs, statuses: [...new Set(statuses)] }))
