import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { findJava, mavenNeeds } from '../../../scripts/setup/java.mjs'
import { copyJars, digestOf } from '../../../scripts/setup/kafka-jars.mjs'
import type { Driver } from '../../../src/measure/processes.js'
import type { Peer, Site } from '../../peers/peer.ts'

const POM = fileURLToPath(new URL('pom.xml', import.meta.url))
const DRIVER = fileURLToPath(new URL('driver.ts', import.meta.url))

/** What Kafka's kafka-producer-perf-test.sh and kafka-run-class.sh give to Java. */
const JVM =
  '-Xmx512M -server -XX:+UseG1GC -XX:MaxGCPauseMillis=20 -XX:InitiatingHeapOccupancyPercent=35 -XX:+ExplicitGCInvokesConcurrent'

const EQUAL = {
  jvm: JVM,
  acks: 'all',
  'enable.idempotence': 'false',
  'linger.ms': '5',
  'batch.size': '1000000',
}

const BEST = {
  ...EQUAL,
  acks: '1',
  'linger.ms': '20',
  'batch.size': '131072',
  'buffer.memory': '67108864',
}

export const peer: Peer = {
  name: 'java-perf-test',
  what: "Kafka's Java producer by its own kafka-producer-perf-test: one thread, a callback for each message",
  settings: { best: BEST, equal: EQUAL, 'open-loop': EQUAL },
  why:
    'Within the noise of its rate of equal, as was everything that was tried with acks=1: batches of 64 KB with a buffer of ' +
    '128 MB (0.9), of 256 KB with the parallel garbage collector (0.9); its default batches of 16 KB are slower (0.9).',
  unequal:
    'Its values are printable ASCII, since it reads them from a text file, and it picks one of the 1,024 at random. ' +
    'The clock starts when the warm-up is sent, not when it is confirmed, and ends when the producer is closed. ' +
    'The set rate holds from the start of the warm-up on, so what came late there is made up for in the measured part. ' +
    'Latency counts from the call of send and not from when a message was due, in whole ms, and of more than ' +
    '1,000,000 messages only some are looked at; CPU is read from /proc every 20 ms.',
  prepare,
}

async function prepare(site: Site): Promise<Driver> {
  if (process.platform !== 'linux') throw new Error('its CPU time is read from /proc, which only Linux has')
  if (findJava() === null) throw new Error('there is no Java 17 or newer')
  const jars = path.join(site.cache, `java-perf-test-${digestOf(POM)}`)
  if (!existsSync(jars)) {
    if (mavenNeeds().length > 0) throw new Error("there is no Maven, which brings Kafka's jars")
    site.doing("java-perf-test: the jars of Kafka's producer and its tool by Maven, about 22 MB")
    mkdirSync(site.cache, { recursive: true })
    await copyJars({ ...site, lock: { recordWorker: () => {} } }, POM, jars)
  }
  const version = /<kafka.version>(.*)<\/kafka.version>/.exec(readFileSync(POM, 'utf8'))![1]!
  return {
    file: process.execPath,
    args: ['--import', 'tsx', DRIVER],
    env: { CLASSPATH: path.join(jars, '*'), KAFKA_VERSION: version },
  }
}
