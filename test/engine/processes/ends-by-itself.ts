// Delivers, flushes and closes at each stage of a producer's life; nothing may keep this process alive.
import { Producer } from '../../../src/index.js'

const options = {
  'test.mock.num.brokers': 1,
  'enable.idempotence': false,
  engine: process.argv[2] as 'binding',
}
const made = new Producer(options)
await made.close()
const used = new Producer({ ...options, 'statistics.interval.ms': 50 })
await used.send({ topic: 'a', value: 'x' })
await used.flush()
await used.close()
const unreachable = new Producer({ 'bootstrap.servers': '127.0.0.1:1', engine: options.engine })
unreachable.produce({ topic: 'a', value: 'x' })
await unreachable.close({ timeoutMs: 0 })
console.log(`closed on ${made.engine}`)
