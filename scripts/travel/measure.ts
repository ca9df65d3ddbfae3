// Measures what docs/how-a-message-travels.md tells, on real brokers and on librdkafka's embedded cluster,
// and writes docs/measurements/how-a-message-travels.json.
// Run: node --import tsx scripts/travel/measure.ts (three to five minutes); then render.mjs.
import { readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { cpus, loadavg, release, totalmem, type } from 'node:os'
import { VERSION } from '../../src/version.js'
import { measureInFlight, measureWaiting, RTT_MS } from './long-way.ts'
import { CODEC_FEEDS, CODEC_REPEATS, feed, measureOneBroker } from './one-broker.ts'
import { REPEATS, round } from './repeats.ts'
import { measureAcks } from './three-brokers.ts'

const RESULT = new URL('../../docs/measurements/how-a-message-travels.json', import.meta.url)

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
  waiting: { rttMs: RTT_MS, cases: await measureWaiting() },
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
