// Produces with lingerbus, on the main thread or in a worker, and with the official package on the main thread:
// required before, after or never. Prints what became of the messages, and which files of librdkafka are mapped.
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { isMainThread, parentPort, Worker } from 'node:worker_threads'

const mock = { 'test.mock.num.brokers': 1, 'enable.idempotence': false }
const MESSAGES = 1000

if (isMainThread) await direct(process.argv[2], process.argv[3])
else parentPort.postMessage(await produce())

async function direct(thread, order) {
  const required = order === 'before' ? requireOfficial() : null
  const place = thread === 'main' ? produce : produceInWorker
  // Three at once, which all need what nobody has loaded yet, and another when they are gone.
  const ours = await Promise.all([place(), place(), place()])
  const again = await place()
  const mapped = mappedFiles()
  const official = order === 'after' ? requireOfficial() : required
  const theirs = official && (await produceOfficially(official))
  console.log(JSON.stringify({ ours, again, theirs, mapped }))
}

async function produce() {
  const { Producer } = await import('lingerbus')
  const producer = new Producer({ ...mock, engine: 'native' })
  for (let count = 0; count < MESSAGES; count++) producer.produce({ topic: 'a', value: 'x' })
  await producer.flush()
  const { delivered } = await producer.close()
  return delivered
}

async function produceInWorker() {
  const worker = new Worker(new URL(import.meta.url))
  const [[delivered], [code]] = await Promise.all([once(worker, 'message'), once(worker, 'exit')])
  if (code !== 0) throw new Error(`the worker ended with ${code}`)
  return delivered
}

function requireOfficial() {
  return createRequire(import.meta.url)('@confluentinc/kafka-javascript')
}

async function produceOfficially({ Producer }) {
  const producer = new Producer({ ...mock, dr_cb: true }, {})
  producer.connect()
  await once(producer, 'ready')
  producer.setPollInterval(10)
  let delivered = 0
  const all = new Promise((resolve) => {
    producer.on('delivery-report', (error) => {
      if (!error && ++delivered === MESSAGES) resolve()
    })
  })
  for (let count = 0; count < MESSAGES; count++) producer.produce('a', null, Buffer.from('x'))
  await all
  producer.disconnect()
  await once(producer, 'disconnected')
  return delivered
}

function mappedFiles() {
  const maps = readFileSync('/proc/self/maps', 'utf8')
  const files = maps.match(/\/\S*(librdkafka\.|confluent-kafka-javascript)\S*( \(deleted\))?/g) ?? []
  return [...new Set(files)].sort()
}
