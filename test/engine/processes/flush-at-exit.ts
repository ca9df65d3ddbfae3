// A thousand messages that linger, and one more in an exit handler that then flushes; ends in one of several ways.
import { Producer } from '../../../src/index.js'

const way = process.argv[2]
const producer = new Producer({
  'test.mock.num.brokers': 1,
  'enable.idempotence': false,
  'linger.ms': 2000,
  engine: 'native',
})
for (let count = 0; count < 1000; count++) producer.produce({ topic: 'a', value: 'x' })
process.on('exit', () => {
  producer.produce({ topic: 'a', value: 'the last' })
  console.log(JSON.stringify({ left: producer.flushSync(), ledger: producer.ledger }))
})
if (way === 'exit') process.exit(7)
if (way === 'uncaught') throw new Error('made up')
