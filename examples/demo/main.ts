// Streams a morning of a bike-share system to Kafka, key = station, and accounts for every event.
// npm run demo [-- --bootstrap-server HOST:PORT] [--topic NAME] [--rate MESSAGES_PER_SECOND]
import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { KafkaError, Producer, type ProducerOptions } from 'lingerbus'
import { Account } from './account.js'
import { readTopic } from './read-back.js'

const FEED = new URL('bike-feed.jsonl', import.meta.url)

const USAGE = 'npm run demo [-- --bootstrap-server HOST:PORT] [--topic NAME] [--rate MESSAGES_PER_SECOND]'
const { server, topic, rate } = readOptions()
const run = `${process.pid}-${Date.now()}`

const cluster: ProducerOptions =
  server === undefined ? { 'test.mock.num.brokers': 1 } : { 'bootstrap.servers': server }
const producer = makeProducer({ ...cluster, 'linger.ms': 5, 'message.timeout.ms': 30_000 })
const account = new Account()
producer.on('error', (error) => account.say(`trouble: ${error.message}`))

let interrupted = false
process.on('SIGINT', () => {
  if (interrupted) process.exit(130)
  interrupted = true
  account.say('interrupted: flushing what was accepted (Ctrl-C again ends at once)')
})

console.log(
  `lingerbus demo: one morning of a bike-share system → topic '${topic}' on ${server ?? "librdkafka's embedded cluster"}`,
)
account.start()
await produceFeed().catch(refuse)
const ledger = await producerSettled()
const startOffsets = account.startOffsets()
account.print(ledger)

let ending = `accepted ${ledger.accepted} = delivered ${ledger.delivered} + failed ${ledger.failed}`
if (interrupted) {
  ending += '; interrupted, not read back'
  process.exitCode = 130
} else if (ledger.delivered === 0) {
  ending += '; nothing to read back'
  process.exitCode = 1
} else {
  ending += `; read back ${await readBack()}`
}
await producer.close()
console.log(ending)

async function produceFeed(): Promise<void> {
  const start = performance.now()
  let produced = 0
  for await (const line of createInterface({
    input: createReadStream(FEED),
    crlfDelay: Number.POSITIVE_INFINITY,
  })) {
    if (interrupted) return
    const { station } = JSON.parse(line) as { station: string }
    const roomLeft = producer.produce(
      { topic, key: station, value: line, headers: { run } },
      (error, report) => account.add(error, report),
    )
    if (!roomLeft) await Promise.race([producer.drained(), sleep(1000)])
    const aheadMs = (++produced / rate) * 1000 - (performance.now() - start)
    if (aheadMs > 5) await sleep(aheadMs)
  }
}

/** Until every event is delivered or has failed; an interrupted run gives what is left five seconds. */
async function producerSettled() {
  while (!interrupted && (await producer.flush(500)) > 0);
  if (interrupted && (await producer.flush(5000)) > 0) await producer.close({ timeoutMs: 0 })
  account.stop()
  return producer.ledger
}

/** How many of this run's events an independent consumer finds, each station's in order. */
async function readBack(): Promise<number> {
  const { brokers } = await producer.metadata(topic)
  const address = server ?? brokers.map(({ host, port }) => `${host}:${port}`).join(',')
  const records = (await readTopic(address, topic, startOffsets)).filter(({ headers }) =>
    headers.some((header) => String(header.run) === run),
  )
  const lastSeq = new Map<string, number>()
  let disorders = 0
  for (const { key, value } of records) {
    const { station, seq } = JSON.parse(String(value)) as { station: string; seq: number }
    if (String(key) !== station || seq !== (lastSeq.get(station) ?? 0) + 1) disorders++
    lastSeq.set(station, seq)
  }
  console.log(
    disorders === 0
      ? `read back    ${records.length} events by an independent consumer; all of ${lastSeq.size} stations' events are in order`
      : `read back    ${records.length} events by an independent consumer; ${disorders} OUT OF ORDER`,
  )
  if (disorders > 0 || records.length !== ledger.accepted || ledger.failed > 0) process.exitCode = 1
  return records.length
}

function readOptions(): { server: string | undefined; topic: string; rate: number } {
  try {
    const { values } = parseArgs({
      options: {
        'bootstrap-server': { type: 'string' },
        topic: { type: 'string', default: 'bike-feed' },
        rate: { type: 'string', default: 'Infinity' },
      },
    })
    const rate = Number(values.rate)
    if (!(rate > 0)) throw new Error(`--rate is messages a second, more than 0, got ${values.rate}`)
    return { server: values['bootstrap-server'], topic: values.topic, rate }
  } catch (error) {
    console.error(`${(error as Error).message}\n${USAGE}`)
    process.exit(2)
  }
}

function makeProducer(options: ProducerOptions): Producer {
  try {
    return new Producer(options)
  } catch (error) {
    return refuse(error)
  }
}

/** A setting or a topic that is wrong needs no stack to be mended. */
function refuse(error: unknown): never {
  if (!KafkaError.is(error)) throw error
  console.error(error.message)
  process.exit(2)
}
