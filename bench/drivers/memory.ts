// How much memory a producer takes when it cannot send, and whether what it takes grows with what it has sent.
//   --mode no-broker --seconds N   full pressure while nobody answers
//   --mode flat --messages N       RSS beside the number of delivered messages
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { Producer, type ProducerOptions, QueueFullError } from 'lingerbus'

const { values: flags } = parseArgs({
  options: {
    mode: { type: 'string', default: 'flat' },
    engine: { type: 'string', default: 'auto' },
    servers: { type: 'string', default: '' },
    seconds: { type: 'string', default: '60' },
    messages: { type: 'string', default: '10000000' },
    bytes: { type: 'string', default: '100' },
    samples: { type: 'string', default: '200' },
  },
})
const MiB = 2 ** 20
const topic = 'memory'
const pool = Array.from({ length: 1024 }, (_, index) => Buffer.alloc(Number(flags.bytes), 32 + (index % 90)))
const rssMiB = () => process.memoryUsage.rss() / MiB

try {
  const result = flags.mode === 'flat' ? await flat() : await noBroker()
  process.stdout.write(`${JSON.stringify(result)}\n`, () => process.exit(0))
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`, () => process.exit(1))
}

function open(options: object = {}): Producer {
  const servers = { 'bootstrap.servers': flags.servers }
  const producer = new Producer({ engine: flags.engine, ...servers, ...options } as ProducerOptions)
  // Nobody answers: that is the point of it, and no news.
  producer.on('error', () => {})
  return producer
}

/** Produces whatever is taken, retries what is refused, and lets messages expire so that their room is filled anew. */
async function noBroker() {
  const producer = open({ 'message.timeout.ms': 10_000 })
  await sleep(1000)
  const idleMiB = rssMiB()
  let [peakMiB, refused, failed] = [idleMiB, 0, 0]
  const onDelivery = (error: Error | null) => {
    if (error) failed++
  }
  const endMs = performance.now() + Number(flags.seconds) * 1000
  for (let sent = 0; performance.now() < endMs; await sleep(1)) {
    peakMiB = Math.max(peakMiB, rssMiB())
    try {
      for (let turn = 0; turn < 5000; turn++) {
        producer.produce({ topic, value: pool[sent & 1023]! }, onDelivery)
        sent++
      }
    } catch (error) {
      if (!QueueFullError.is(error)) throw error
      refused++
    }
  }
  const { accepted } = producer.ledger
  await producer.close({ timeoutMs: 0 })
  const { delivered, outstanding } = producer.ledger
  if (delivered > 0 || outstanding > 0)
    throw new Error(`not as it should be: ${JSON.stringify(producer.ledger)}`)
  return { idleMiB, peakMiB, accepted, failed, refused }
}

async function flat() {
  const messages = Number(flags.messages)
  const every = Math.ceil(messages / Number(flags.samples))
  const producer = open()
  const samples: { delivered: number; rssMiB: number }[] = []
  let [delivered, failed] = [0, 0]
  const onDelivery = (error: Error | null) => {
    if (error) failed++
    else if (++delivered % every === 0) samples.push({ delivered, rssMiB: rssMiB() })
  }
  for (let sent = 0; sent < messages; ) {
    while (sent < messages && producer.produce({ topic, value: pool[sent++ & 1023]! }, onDelivery));
    if (sent < messages) await producer.drained()
  }
  await producer.close()
  if (delivered !== messages || failed > 0) throw new Error(`delivered ${delivered} of ${messages}`)
  return { samples }
}
