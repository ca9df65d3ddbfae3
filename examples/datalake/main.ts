// Producer → Kafka → Spark Structured Streaming → Parquet by day; killed in the middle, and nothing lost or doubled.
// npm run example datalake [-- -b HOST:PORT]
import { rmSync } from 'node:fs'
import path from 'node:path'
import { Producer } from 'lingerbus'
import { type Account, accountOf, type Reading, threeDays } from './readings.js'
import { SparkProgram } from './spark.js'

const ownTopic = `readings-${Date.now().toString(36)}`
const [servers = 'localhost:9092', topic = ownTopic, folder = '.cache/datalake'] = process.argv.slice(2)
const lake = path.resolve(folder, 'lake')
const checkpoint = path.resolve(folder, 'checkpoint')
// A checkpoint belongs to one topic and one lake: removed together, or not at all.
for (const part of [lake, checkpoint]) rmSync(part, { recursive: true, force: true })

const readings = [...threeDays()]
const middle = readings.length / 2

console.log(`produce  the first ${middle} readings → ${topic}`)
await produce(readings.slice(0, middle))

await toLake('continuous', { killAfterBatch: 1 })
console.log('spark    killed in the middle of what it did')

console.log(`produce  the other ${middle} readings, while nobody reads`)
await produce(readings.slice(middle))

console.log('spark    started again, with the same checkpoint')
await toLake('rest')

process.exitCode = (await compare(accountOf(readings))) ? 0 : 1

async function produce(part: readonly Reading[]): Promise<void> {
  await using producer = new Producer({ preset: 'durable', 'bootstrap.servers': servers })
  for (const reading of part) {
    const hasRoom = producer.produce({ topic, key: reading.station, value: JSON.stringify(reading) })
    if (!hasRoom) await producer.drained()
  }
  await producer.flush()
  const { accepted, delivered } = producer.ledger
  if (delivered !== part.length) throw new Error(`of ${accepted} readings ${delivered} were delivered`)
}

async function toLake(mode: 'continuous' | 'rest', { killAfterBatch = Infinity } = {}): Promise<void> {
  const program = new SparkProgram('to_lake.py', [servers, topic, lake, checkpoint, mode])
  for await (const { batch, rows } of program.answers<{ batch: number; rows: number }>()) {
    console.log(`spark    batch ${batch}: ${rows} rows`)
    if (batch === killAfterBatch) program.kill()
  }
}

/** What was produced against what Spark reads in the lake, day by day. */
async function compare(produced: ReadonlyMap<string, Account>): Promise<boolean> {
  interface Day extends Account {
    day: string
    distinct: number
  }
  const found: Day[] = []
  for await (const day of new SparkProgram('count_lake.py', [lake]).answers<Day>()) found.push(day)
  const isEqual = ({ day, count, checksum, distinct }: Day) =>
    produced.get(day)?.count === count && produced.get(day)?.checksum === checksum && distinct === count
  for (const each of found) {
    const { day, count, checksum } = each
    const verdict = isEqual(each) ? 'as produced' : `NOT AS PRODUCED: ${JSON.stringify(produced.get(day))}`
    console.log(`lake     day=${day}: ${count} rows, checksum ${checksum}, ${verdict}`)
  }
  const isWhole = found.length === produced.size && found.every(isEqual)
  console.log(isWhole ? 'what was produced lies in the lake, each reading once' : 'THE LAKE IS WRONG')
  return isWhole
}
