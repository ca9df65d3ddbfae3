// 500,000 messages, with a callback and as promises; the heap before and after. Wants --expose-gc.
import { Producer } from '../../../src/index.js'

const producer = new Producer({
  'test.mock.num.brokers': 1,
  'enable.idempotence': false,
  engine: process.argv[2] as 'binding',
})
let reports = 0
async function produceMany(count: number): Promise<void> {
  for (let index = 0; index < count; index++) {
    const message = { topic: 'a', key: `key-${index}`, value: `value-${index}`, headers: { h: 'x' } }
    if (index % 10 === 0) producer.send(message).then(() => reports++)
    else if (!producer.produce(message, () => reports++)) await producer.drained()
  }
  await producer.flush()
}
async function heap(): Promise<number> {
  for (let round = 0; round < 3; round++) {
    globalThis.gc?.()
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  return process.memoryUsage().heapUsed
}
await produceMany(100_000)
const before = await heap()
await produceMany(500_000)
const growth = (await heap()) - before
console.log(JSON.stringify({ reports, growthMiB: growth / 1024 / 1024, ledger: producer.ledger }))
await producer.close()
