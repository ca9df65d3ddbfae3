// Workers that end at every stage of a producer's life. Each round starts all of them at once; prints how they ended.
import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { rmSync } from 'node:fs'
import path from 'node:path'
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads'
import { Producer } from '../../../src/index.js'

const STAGES = [
  'created',
  'produced',
  'delivered',
  'flushing',
  'flushing in vain',
  'asking in vain',
  'purging',
  'closing',
  'closed',
  'exit handler',
  'two, one of them closed',
  'polling',
] as const

if (isMainThread) await direct(Number(process.argv[3]))
else await work(workerData as (typeof STAGES)[number])

async function direct(rounds: number): Promise<void> {
  const file = bundle()
  const counts: Record<string, number> = {}
  for (let round = 0; round < rounds; round++) {
    // Half of them are terminated from outside, at no particular moment; the others end by themselves.
    const workers = STAGES.map((stage, index) => {
      const worker = new Worker(file, { workerData: stage })
      const isTerminated = (round + index) % 2 === 0
      worker.once('message', () => {
        if (isTerminated) setTimeout(() => worker.terminate(), Math.random() * 20)
        else worker.postMessage('end')
      })
      return once(worker, 'exit').then(([code]) => {
        const end = `${isTerminated ? 'terminated' : 'ended'} ${code}`
        counts[end] = (counts[end] ?? 0) + 1
      })
    })
    await Promise.all(workers)
  }
  console.log(JSON.stringify(counts))
}

/** This very file as JavaScript: a worker does not inherit the loader for TypeScript, and takes seconds with it. */
function bundle(): string {
  const root = path.resolve(import.meta.dirname, '../../..')
  const folder = path.join(root, '.cache', `workers-${process.pid}`)
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
  const tsup = path.join(root, 'node_modules/tsup/dist/cli-default.js')
  const source = path.relative(root, import.meta.filename)
  const flags = ['--no-config', '--format', 'esm', '--target', 'node20', '--out-dir', folder]
  const { status, stdout, stderr } = spawnSync(process.execPath, [tsup, source, ...flags], {
    cwd: root,
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(`tsup failed: ${stdout}${stderr}`)
  return path.join(folder, 'workers.js')
}

async function work(stage: (typeof STAGES)[number]): Promise<void> {
  const mock = { 'test.mock.num.brokers': 1, 'enable.idempotence': false, engine: 'native' } as const
  const nobody = { 'bootstrap.servers': '127.0.0.1:1', engine: 'native' } as const
  const producer = new Producer(stage.endsWith('in vain') ? nobody : { ...mock, 'linger.ms': 20 })
  producer.on('error', () => {})
  const produce = (count: number) => {
    for (let index = 0; index < count; index++) producer.produce({ topic: 'a', value: String(index) })
  }
  const unheard = () => {}
  if (stage !== 'created') produce(1000)
  if (stage === 'delivered') await producer.flush()
  if (stage.startsWith('flushing')) producer.flush().catch(unheard)
  if (stage === 'asking in vain') producer.metadata('a').catch(unheard)
  if (stage === 'purging') producer.purge().catch(unheard)
  if (stage === 'closing') producer.close().catch(unheard)
  if (stage === 'closed') await producer.close()
  if (stage === 'two, one of them closed') await new Producer(mock).close()
  if (stage === 'polling') producer.poll(60_000).catch(unheard)
  if (stage === 'exit handler') process.on('exit', () => producer.flushSync(5000))
  parentPort!.once('message', () => process.exit(0))
  parentPort!.postMessage('there')
}
