// Nobody listens to 'error', nobody catches the callback's exception but the process itself.
import { Producer } from '../../../src/index.js'

const uncaught: string[] = []
process.on('uncaughtException', (error) => uncaught.push(error.message))
const engine = process.argv[2] as 'binding'
const lost = new Producer({ 'bootstrap.servers': '127.0.0.1:1', engine })
const producer = new Producer({ 'test.mock.num.brokers': 1, 'enable.idempotence': false, engine })
let ran = 0
for (let index = 0; index < 10; index++) {
  producer.produce({ topic: 'a', value: 'x', partition: 0 }, () => {
    ran++
    if (index === 4) throw new Error('from a callback')
  })
}
while (producer.outstanding > 0) await new Promise((resolve) => setTimeout(resolve, 10))
console.log(JSON.stringify({ ran, uncaught, ledger: producer.ledger }))
await producer.close()
await lost.close({ timeoutMs: 0 })
