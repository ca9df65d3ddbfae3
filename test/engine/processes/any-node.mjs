// What every version of Node must be able to do with the addon: produce, flush and close, on the main thread and in a
// worker, flushSync in an exit handler, and process.exit with a producer that is alive.
import { once } from 'node:events'
import { isMainThread, parentPort, Worker } from 'node:worker_threads'
import { Producer } from 'lingerbus'

const options = { 'test.mock.num.brokers': 1, 'enable.idempotence': false, 'linger.ms': 50, engine: 'native' }
if (isMainThread) await direct()
else parentPort.postMessage(await produce())

async function direct() {
  const main = await produce()
  const worker = new Worker(new URL(import.meta.url))
  const [[inWorker]] = await Promise.all([once(worker, 'message'), once(worker, 'exit')])
  globalThis.kept = new Producer(options)
  globalThis.kept.produce({ topic: 'a', value: 'x' })
  process.on('exit', () => {
    const { node, modules, napi } = process.versions
    const left = globalThis.kept.flushSync()
    console.log(JSON.stringify({ node, modules, napi, main, inWorker, left, atExit: globalThis.kept.ledger }))
  })
  process.exit(7)
}

async function produce() {
  const producer = new Producer(options)
  let reports = 0
  for (let count = 0; count < 1000; count++) {
    const message = { topic: 'a', key: `key-${count}`, value: 'ü', headers: [['h', null]] }
    producer.produce(message, (error) => error ?? reports++)
  }
  const left = await producer.flush()
  return { left, reports, ledger: await producer.close(), engine: producer.engine }
}
