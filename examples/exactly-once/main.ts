// Consume, transform, produce, exactly once: a worker that is killed 20 times, with transactions and without.
// npm run example exactly-once [-- -b HOST:PORT]
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { Producer } from 'lingerbus'
import { type CrashPoint, crashPoints } from './crash.js'
import { Source } from './source.js'

const ownTopic = `numbers-${Date.now().toString(36)}`
const [servers = 'localhost:9092', input = ownTopic, crashes = '20', seed = '42'] = process.argv.slice(2)
const COUNT = 2000

console.log(`the numbers 0 … ${COUNT - 1} → ${input}`)
await produceNumbers()

const points = crashPoints(Number(crashes), Number(seed))
for (const mode of ['plain', 'transactions'] as const) {
  const output = `${input}-${mode}`
  console.log(`\n${mode === 'plain' ? 'without transactions' : 'with transactions'} → ${output}`)
  for (const point of points) await runWorker(mode, output, point)
  await runWorker(mode, output)

  const seen = await timesSeen(output, 'read_committed')
  const total = [...seen.values()].reduce((sum, times) => sum + times, 0)
  const twice = [...seen.values()].filter((times) => times > 1).length
  const inLog = [...(await timesSeen(output, 'read_uncommitted')).values()].reduce(
    (sum, times) => sum + times,
    0,
  )
  console.log(`  of ${COUNT} inputs: ${COUNT - seen.size} missing, ${twice} more than once`)
  console.log(`  in the log ${inLog} squares, of which a read_committed reader sees ${total}`)
  if (mode === 'transactions' && (seen.size !== COUNT || twice > 0)) process.exitCode = 1
}

async function produceNumbers(): Promise<void> {
  await using producer = new Producer({ preset: 'durable', 'bootstrap.servers': servers })
  for (let number = 0; number < COUNT; number++) {
    producer.produce({ topic: input, key: String(number), value: String(number) })
  }
  await producer.flush()
  if (producer.ledger.delivered !== COUNT) throw new Error('not all numbers were delivered')
}

/** Ends with the end of its input, or, where it is told a point to crash at, by SIGKILL there. */
async function runWorker(mode: string, output: string, point?: CrashPoint): Promise<void> {
  const file = `${import.meta.dirname}/worker.ts`
  const where = point === undefined ? [] : [String(point.batch), point.step]
  const worker = spawn(process.execPath, ['--import', 'tsx', file, servers, mode, input, output, ...where], {
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  const endIt = () => worker.kill()
  process.once('exit', endIt)
  const [code, signal] = (await once(worker, 'close')) as [number | null, NodeJS.Signals | null]
  process.off('exit', endIt)
  if (point === undefined && code === 0) return console.log('  worker: read the rest and ended')
  if (point === undefined || signal !== 'SIGKILL') throw new Error(`the worker ended with ${signal ?? code}`)
  console.log(`  worker: killed in batch ${point.batch}, ${point.step}`)
}

/** By number, how often its square is in the topic. */
async function timesSeen(
  topic: string,
  isolation: 'read_committed' | 'read_uncommitted',
): Promise<Map<string, number>> {
  const source = await Source.open({ servers, topic, group: `${topic}-${isolation}`, isolation })
  const seen = new Map<string, number>()
  for (let batch = await source.next(1000); batch.length > 0; batch = await source.next(1000)) {
    for (const { value } of batch) {
      const [number = '', square] = value.split(' ')
      if (Number(number) ** 2 !== Number(square)) throw new Error(`no square: ${value}`)
      seen.set(number, (seen.get(number) ?? 0) + 1)
    }
  }
  await source.close()
  return seen
}
