// Mock clusters that nobody closes, with a producer at work on them: in workers that end by themselves or are
// terminated at different moments, and on the main thread, which ends by process.exit. Prints how the workers ended.
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads'
import { Producer } from 'lingerbus'
import { MockCluster } from 'lingerbus/testing'

const WORKERS = 12

if (isMainThread) {
  open()
  const ends = await Promise.all(Array.from({ length: WORKERS }, (_, index) => endOne(index)))
  const count = (how) => ends.filter((each) => each === how).length
  console.log(JSON.stringify({ ended: count('ended'), terminated: count('terminated') }))
  process.exit(0)
} else {
  const kept = open()
  parentPort.postMessage('there')
  if (workerData.ends) process.exit(0)
  else setInterval(() => kept.cluster.requests(), 1)
}

function open() {
  const cluster = new MockCluster({ brokers: 2, topics: { a: 2 } })
  const producer = new Producer({
    'bootstrap.servers': cluster.bootstrapServers,
    'enable.idempotence': false,
  })
  producer.on('error', () => {})
  for (let count = 0; count < 100; count++) producer.produce({ topic: 'a', value: 'x' })
  return { cluster, producer }
}

async function endOne(index) {
  const ends = index % 3 === 0
  const worker = new Worker(new URL(import.meta.url), { workerData: { ends } })
  const exited = new Promise((resolve, reject) => {
    worker.once('exit', resolve)
    worker.once('error', reject)
  })
  await new Promise((resolve) => worker.once('message', resolve))
  if (!ends) setTimeout(() => worker.terminate(), index * 7)
  await exited
  return ends ? 'ended' : 'terminated'
}
