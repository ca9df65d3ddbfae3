// Measures what docs/how-a-message-travels.md tells, on real brokers and on librdkafka's embedded cluster, and writes
// docs/measurements/how-a-message-travels.json.
// Run: node --import tsx scripts/travel/measure.ts (three to five minutes), then: node scripts/travel/render.mjs
import { readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { cpus, loadavg, release, totalmem, type } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { Producer, type ProducerOptions } from '../../src/index.js'
import { VERSION } from '../../src/version.js'
import { killNode, startCluster, stopCluster } from '../kafka/cluster.mjs'
import { type Figures, outcomeOf, runLoad, runOneByOne } from './trials.ts'

const REPEATS = 3
/** More where a noisy machine hides the difference. */
const CODEC_REPEATS = 5
const CODEC_FEEDS = 8
const RESULT = new URL('../../docs/measurements/how-a-message-travels.json', import.meta.url)

type Trial = readonly [name: string, run: () => Promise<Figures>]

const hundredBytes = (count: number) => Array.from({ length: count }, () => 'x'.repeat(100))
const feed = readFileSync(new URL('../../examples/demo/bike-feed.jsonl', import.meta.url), 'utf8')
  .trim()
  .split('\n')

async function measureOneBroker() {
  const cluster = await startCluster({
    name: 'travel-one',
    nodes: 1,
    properties: { 'num.partitions': '1' },
    ownerPid: process.pid,
  })
  const servers = { 'bootstrap.servers': cluster.bootstrapServers }
  try {
    await firstMessage(servers)
    return {
      linger: await interleaved(
        [0, 1, 5, 50].map((linger) => [
          `linger.ms=${linger}`,
          () =>
            runLoad({
              options: { ...servers, 'linger.ms': linger },
              topic: 'linger',
              values: hundredBytes(2000),
              rate: 1000,
            }),
        ]),
      ),
      batchSize: await interleaved(
        [1000, 16_384, 131_072, 1_000_000].map((batchSize) => [
          `batch.size=${batchSize}`,
          () =>
            runLoad({
              options: { ...servers, 'batch.size': batchSize, 'linger.ms': 5 },
              topic: 'batch-size',
              values: hundredBytes(30_000),
            }),
        ]),
      ),
      codec: await interleaved(
        (['none', 'lz4', 'snappy', 'zstd', 'gzip'] as const).map((codec) => [
          codec,
          () =>
            runLoad({
              options: {
                ...servers,
                'compression.type': codec,
                'linger.ms': 50,
                'queue.buffering.max.messages': 1_000_000,
              },
              topic: 'codec',
              values: Array.from({ length: CODEC_FEEDS }, () => feed).flat(),
            }),
        ]),
        CODEC_REPEATS,
      ),
      batchCompression: await interleaved(
        [1, 10, 100, 1000].map((messages) => [
          `batch.num.messages=${messages}`,
          () =>
            runLoad({
              options: {
                ...servers,
                'compression.type': 'zstd',
                'batch.num.messages': messages,
                'linger.ms': 50,
              },
              topic: 'batch-compression',
              values: feed.slice(0, 2000),
            }),
        ]),
      ),
    }
  } finally {
    await stopCluster({ name: 'travel-one', wipe: true })
  }
}

const RTT_MS = 50

/** Twenty batches of ten messages over a long way: how many are on it at the same time? */
function measureInFlight() {
  const shared: ProducerOptions = {
    'test.mock.num.brokers': 1,
    'test.mock.broker.rtt': RTT_MS,
    'batch.num.messages': 10,
    'linger.ms': 5,
  }
  const plain: ProducerOptions = { ...shared, 'enable.idempotence': false }
  const idempotent: ProducerOptions = { ...shared, 'enable.idempotence': true }
  const cases: [string, ProducerOptions, number][] = [
    ['without idempotence, no limit', plain, 200],
    ['without idempotence, five requests', { ...plain, 'max.in.flight.requests.per.connection': 5 }, 200],
    ['without idempotence, one request', { ...plain, 'max.in.flight.requests.per.connection': 1 }, 200],
    ['with idempotence', idempotent, 200],
    ['with idempotence, one message a batch', { ...idempotent, 'batch.num.messages': 1 }, 20],
    ['with idempotence, all in one batch', { ...idempotent, 'batch.num.messages': 10_000 }, 200],
  ]
  return interleaved(
    cases.map(([name, options, count]) => [
      name,
      () => runLoad({ options, topic: 'in-flight', values: hundredBytes(count) }),
    ]),
  )
}

async function measureAcks() {
  const name = 'travel-three'
  const cluster = await startCluster({
    name,
    nodes: 3,
    properties: { 'num.partitions': '1', 'min.insync.replicas': '3' },
    ownerPid: process.pid,
  })
  const servers = { 'bootstrap.servers': cluster.bootstrapServers, 'linger.ms': 0 }
  try {
    await firstMessage(servers)
    // Idempotence needs acks=all, so it is off where acks are compared, and shown once by itself.
    const acks = await interleaved([
      ...(['0', '1', 'all'] as const).map(
        (value): Trial => [
          `acks=${value}`,
          () => runOneByOne({ ...servers, acks: value, 'enable.idempotence': false }, 'acks', 300),
        ],
      ),
      ['acks=all with idempotence', () => runOneByOne(servers, 'acks', 300)],
    ])
    const down = await brokerToSpare(servers, 'acks')
    await killNode({ name, id: down })
    await untilInSync(servers, 'acks', 2)
    const missing: Record<string, { outcome: string; ms: number }> = {}
    for (const value of ['0', '1', 'all'] as const) {
      const options = { ...servers, acks: value, 'enable.idempotence': false, 'delivery.timeout.ms': 3000 }
      missing[`acks=${value}`] = await outcomeOf(options, 'acks')
    }
    return { acks, oneReplicaMissing: { minInsyncReplicas: 3, inSync: 2, deliveryTimeoutMs: 3000, missing } }
  } finally {
    await stopCluster({ name, wipe: true })
  }
}

/** The topic and the broker's own first time are nobody's latency. */
async function firstMessage(servers: ProducerOptions): Promise<void> {
  for (const topic of ['linger', 'batch-size', 'codec', 'batch-compression', 'acks'])
    await runLoad({ options: servers, topic, values: hundredBytes(100) })
}

/** Some broker that does not lead the topic. */
async function brokerToSpare(servers: ProducerOptions, topic: string): Promise<number> {
  const { leader, isrs } = await partitionZero(servers, topic)
  const spare = isrs.find((id) => id !== leader)
  if (spare === undefined) throw new Error(`no replica but the leader is in sync: ${isrs.join(', ')}`)
  return spare
}

async function untilInSync(servers: ProducerOptions, topic: string, count: number): Promise<void> {
  const endMs = performance.now() + 30_000
  while ((await partitionZero(servers, topic)).isrs.length !== count) {
    if (performance.now() > endMs) throw new Error(`waited 30 s in vain for ${count} in-sync replicas`)
    await sleep(250)
  }
}

async function partitionZero(servers: ProducerOptions, topic: string) {
  const producer = new Producer({ ...servers, 'enable.idempotence': false })
  producer.on('error', () => {})
  try {
    const { topics } = await producer.metadata(topic)
    return topics[0]!.partitions[0]!
  } finally {
    await producer.close({ timeoutMs: 0 })
  }
}

/** A, B, C, A, B, C …: what disturbs the machine for a while disturbs all of them. */
async function interleaved(trials: readonly Trial[], repeats = REPEATS) {
  const runs = new Map<string, Figures[]>()
  for (let repeat = 0; repeat < repeats; repeat++) {
    for (const [name, run] of trials) {
      const figures = await run()
      runs.set(name, [...(runs.get(name) ?? []), figures])
      console.log(`${name}  ${JSON.stringify(figures, (_, v) => (typeof v === 'number' ? round(v) : v))}`)
    }
  }
  return Object.fromEntries([...runs].map(([name, each]) => [name, summary(each)]))
}

function summary(runs: readonly Figures[]) {
  const names = Object.keys(runs[0]!)
  return Object.fromEntries(
    names.map((name) => {
      const sorted = runs.map((run) => run[name]!).sort((a, b) => a - b)
      return [
        name,
        {
          median: round(sorted[Math.floor(sorted.length / 2)]!),
          min: round(sorted[0]!),
          max: round(sorted.at(-1)!),
        },
      ]
    }),
  )
}

/** Four significant digits: more would be a promise. */
function round(value: number): number {
  return Number(value.toPrecision(4))
}

const binding = createRequire(import.meta.url)('@confluentinc/kafka-javascript') as {
  librdkafkaVersion: string
}
const pom = readFileSync(new URL('../kafka/pom.xml', import.meta.url), 'utf8')
const startedMs = performance.now()
const about = {
  command: 'node --import tsx scripts/travel/measure.ts',
  date: new Date().toISOString().slice(0, 10),
  repeats: REPEATS,
  codecRepeats: CODEC_REPEATS,
  machine: {
    cpu: cpus()[0]!.model,
    cores: cpus().length,
    memoryGiB: round(totalmem() / 2 ** 30),
    os: `${type()} ${release()}`,
    loadAverageBefore: round(loadavg()[0]!),
  },
  versions: {
    lingerbus: VERSION,
    node: process.versions.node,
    librdkafka: binding.librdkafkaVersion,
    kafka: /<kafka.version>(.*)<\/kafka.version>/.exec(pom)![1],
  },
}
const figures = {
  ...(await measureOneBroker()),
  inFlight: { rttMs: RTT_MS, batches: 20, cases: await measureInFlight() },
  ...(await measureAcks()),
}
const feedBytes = feed.reduce((sum, line) => sum + Buffer.byteLength(line), 0)
const result = {
  ...about,
  seconds: Math.round((performance.now() - startedMs) / 1000),
  feed: {
    file: 'examples/demo/bike-feed.jsonl',
    messages: feed.length,
    bytes: feedBytes,
    timesForCodecs: CODEC_FEEDS,
  },
  figures,
}
writeFileSync(RESULT, `${JSON.stringify(result, null, 2)}\n`)
console.log(`written after ${result.seconds} s`)
process.exit() // librdkafka's threads of an embedded cluster may outlive it
