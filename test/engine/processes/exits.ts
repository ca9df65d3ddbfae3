// Ends the process in one of several ways, with a producer in one of several states.
import { Producer } from '../../../src/index.js'

const [, , engine, way, state] = process.argv
const producers = ['created', 'outstanding', 'delivered', 'flushing', 'closing'].includes(state!) ? 2 : 1
// Held, or the collector would end some of them before the process does.
const kept: Producer[] = []
Object.assign(globalThis, { kept })
for (let index = 0; index < producers; index++) {
  const producer = new Producer({
    'test.mock.num.brokers': 1,
    'enable.idempotence': false,
    'linger.ms': 2000,
    engine: engine as 'native',
  })
  producer.on('error', () => {})
  kept.push(producer)
  if (state !== 'created') {
    for (let count = 0; count < 1000; count++) producer.produce({ topic: 'a', value: 'x' })
  }
  if (state === 'delivered') await producer.flush()
  if (state === 'flushing') producer.flush()
  if (state === 'closing') producer.close()
  if (state === 'flushSync') {
    process.on('exit', () => {
      producer.produce({ topic: 'a', value: 'the last' })
      console.log(JSON.stringify({ left: producer.flushSync(), ledger: producer.ledger }))
    })
  }
}
if (way === 'exit') process.exit(7)
if (way === 'uncaught') throw new Error('made up')
