// Brings producers to one stage of their life, and ends this process in one of several ways, so many milliseconds
// later. On dist/, as a compiler would take longer than everything else.
import { setTimeout as sleep } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import { reachStage } from './stages.mjs'

const [, , way, stage, broker, delayMs] = process.argv
// Held, or the collector would end some of them before the process does.
globalThis.kept = []
if (stage === 'in workers') {
  const place = new URL('./worker-ends.mjs', import.meta.url)
  const workers = ['created', 'produced', 'flushing', 'closing'].map(
    (each) => new Worker(place, { workerData: { stage: each, broker } }),
  )
  await Promise.all(workers.map((worker) => new Promise((resolve) => worker.once('message', resolve))))
  // Forgotten by everybody, a worker would wait for its orders for ever.
  if (way === 'forgotten') for (const worker of workers) worker.postMessage('end')
} else {
  for (let count = 0; count < 2; count++) globalThis.kept.push(await reachStage(stage, broker))
}
if (Number(delayMs) > 0) await sleep(Number(delayMs))
if (way === 'exit') process.exit(7)
if (way === 'uncaught') throw new Error('made up')
