// Producers that nobody refers to any more, collected while they still have something to deliver. Wants --expose-gc.
import { Producer } from '../../../src/index.js'

let delivered = 0
function forget(): void {
  const producer = new Producer({
    'test.mock.num.brokers': 1,
    'enable.idempotence': false,
    'linger.ms': 200,
    engine: process.argv[2] as 'binding',
  })
  producer.produce({ topic: 'a', value: 'x' }, async () => {
    delivered++
    await producer.close()
  })
}
for (let count = 0; count < 10; count++) forget()
for (let round = 0; round < 30 && delivered < 10; round++) {
  globalThis.gc?.()
  await new Promise((resolve) => setTimeout(resolve, 100))
}
console.log(JSON.stringify({ delivered }))
