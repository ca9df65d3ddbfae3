// Workers with a producer at one stage of its life: they end by themselves, or are terminated from outside, then or
// even before they are there. Prints how they ended.
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads'
import { reachStage } from './stages.mjs'

if (isMainThread)
  await direct(process.argv[2], process.argv[3], Number(process.argv[4]), Number(process.argv[5]))
else await work(workerData)

async function direct(stage, broker, workers, rounds) {
  const counts = {}
  for (let round = 0; round < rounds; round++) {
    const ends = Array.from({ length: workers }, (_, index) => end(stage, broker, round * workers + index))
    for (const each of await Promise.all(ends)) counts[each] = (counts[each] ?? 0) + 1
  }
  console.log(JSON.stringify(Object.fromEntries(Object.entries(counts).sort())))
}

/** Half end by themselves; of the others every second is not asked whether it is there yet. */
function end(stage, broker, number) {
  const worker = new Worker(new URL(import.meta.url), { workerData: { stage, broker } })
  const isTerminated = number % 2 === 0
  const isEarly = number % 4 === 0
  const terminate = (afterMs) => setTimeout(() => worker.terminate(), afterMs)
  // From the first lines of its life to well beyond the stage, in steps that no two workers of a process share.
  if (isEarly) terminate(20 + ((number * 7) % 200))
  worker.once('message', () => {
    if (!isTerminated) worker.postMessage('end')
    else if (!isEarly) terminate((number * 3) % 30)
  })
  return new Promise((resolve, reject) => {
    worker.once('error', reject)
    // Of one that had not begun Node says 0 or 1.
    const how = isEarly
      ? () => 'terminated early'
      : (code) => `${isTerminated ? 'terminated' : 'ended'} ${code}`
    worker.once('exit', (code) => resolve(how(code)))
  })
}

async function work({ stage, broker }) {
  globalThis.kept = await reachStage(stage, broker)
  parentPort.once('message', () => process.exit(0))
  parentPort.postMessage('there')
}
