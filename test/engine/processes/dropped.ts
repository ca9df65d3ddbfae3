// Producers that nobody refers to and that have nothing to deliver. Wants --expose-gc.
import { Producer } from '../../../src/index.js'

async function drop(index: number): Promise<void> {
  const producer = new Producer({
    'test.mock.num.brokers': 1,
    'enable.idempotence': false,
    'client.id': `dropped-${index}`,
    engine: process.argv[2] as 'native',
  })
  if (index % 2 === 0) await producer.send({ topic: 'a', value: 'x' })
}
const warnings: string[] = []
process.on('warning', (warning) => warnings.push(warning.message))
for (let index = 0; index < 10; index++) await drop(index)
for (let round = 0; round < 400 && warnings.length < 10; round++) {
  globalThis.gc?.()
  await new Promise((resolve) => setTimeout(resolve, 50))
}
console.log(JSON.stringify(warnings.sort()))
