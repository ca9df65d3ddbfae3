// Producers that nobody refers to and that have nothing to deliver: made and dropped, some hundred, on the main thread
// or in a worker. Prints how many warnings each name got, as `{"1":500}`. Wants --expose-gc.
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads'
import { Producer } from '../../../dist/index.js'

const AT_A_TIME = 50
const [, , thread, count] = process.argv
if (isMainThread && thread === 'worker') await direct()
else report(await dropMany(Number(workerData ?? count)))

async function direct() {
  const worker = new Worker(new URL(import.meta.url), { workerData: count })
  const [[counts], [code]] = await Promise.all([once(worker, 'message'), once(worker, 'exit')])
  if (code !== 0) throw new Error(`the worker ended with ${code}`)
  report(counts)
}

function report(counts) {
  if (isMainThread) console.log(JSON.stringify(counts))
  else parentPort.postMessage(counts)
}

async function dropMany(all) {
  const warnings = new Map()
  process.on('warning', ({ message }) => {
    const name = /\(client\.id '(dropped-\d+)'\) was dropped without close\(\)/.exec(message)?.[1] ?? message
    warnings.set(name, (warnings.get(name) ?? 0) + 1)
  })
  for (let index = 0; index < all; index++) {
    await drop(index)
    if (index % AT_A_TIME === 0) globalThis.gc()
  }
  for (let round = 0; round < 1000 && warnings.size < all; round++) {
    globalThis.gc()
    await sleep(20)
  }
  const counts = {}
  for (const times of warnings.values()) counts[times] = (counts[times] ?? 0) + 1
  return counts
}

/** Every tenth has delivered something, every tenth other had something purged; most were never used. */
async function drop(index) {
  const isUsed = index % 10 === 0
  const producer = new Producer({
    ...(isUsed ? { 'test.mock.num.brokers': 1 } : { 'bootstrap.servers': '127.0.0.1:1' }),
    'enable.idempotence': false,
    'client.id': `dropped-${index}`,
    engine: 'native',
  })
  producer.on('error', () => {})
  if (isUsed) await producer.send({ topic: 'a', value: 'x' })
  if (index % 10 === 5) {
    producer.produce({ topic: 'a', value: 'x' }, () => {})
    await producer.purge()
    await producer.flush()
  }
}
