// Kafka's own kafka-producer-perf-test as a driver: an adapter, since that program knows neither our arguments nor our
// answer. Its jars come in CLASSPATH. The setting `jvm` takes options of Java, with spaces between them.
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { findJava } from '../../../scripts/setup/java.mjs'
import { readTask } from '../arguments.ts'
import { fail, hand } from '../figures.ts'
import { textValues } from '../payload.ts'
import { readOutcome } from './outcome.ts'
import { watchProcess } from './watch-process.ts'

const MODES = ['full-speed', 'open-loop']
const task = readTask()
const folder = mkdtempSync(path.join(tmpdir(), 'java-perf-test-'))
try {
  hand(await run())
} catch (error) {
  fail(error)
} finally {
  rmSync(folder, { recursive: true, force: true })
}

async function run() {
  if (!MODES.includes(task.mode)) throw new Error(`${task.mode}: this driver has no such mode`)
  const java = findJava()
  if (java === null) throw new Error('there is no Java 17 or newer')
  const { jvm = '', 'bootstrap.servers': servers, ...settings } = task.settings
  const payload = path.join(folder, 'values.txt')
  writeFileSync(payload, textValues(task.bytes).join('\n'))
  const child = spawn(
    java.command,
    [
      ...`${jvm}`.split(' ').filter(Boolean),
      ...['-Dorg.slf4j.simpleLogger.defaultLogLevel=warn', 'org.apache.kafka.tools.ProducerPerformance'],
      ...['--bootstrap-server', `${servers}`, '--topic', task.topic, '--payload-file', payload],
      ...['--num-records', `${task.warmUp + task.messages}`, '--warmup-records', `${task.warmUp}`],
      ...['--throughput', task.mode === 'open-loop' ? `${task.rate}` : '-1'],
      ...['--command-property', ...Object.entries(settings).map(([name, value]) => `${name}=${value}`)],
    ],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  )
  const watch = watchProcess(child.pid)
  let stderr = ''
  child.stderr.on('data', (text) => {
    stderr = (stderr + text).slice(-4000)
  })
  let total = ''
  let printedMs = 0
  createInterface(child.stdout).on('line', (line) => {
    watch.look()
    if (!line.includes(' steady state records sent')) return
    total = line
    printedMs = performance.now()
  })
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => child.kill('SIGKILL'))
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject).once('close', resolve)
  })
  watch.stop()
  if (code !== 0 || total === '') throw new Error(stderr.trim() || `java ended with code ${code}`)
  const { delivered, seconds, p50Us, p99Us } = readOutcome(total)
  if (delivered !== task.messages)
    throw new Error(`${delivered} of ${task.messages} were delivered\n${stderr.trim()}`)
  return {
    client: `kafka-producer-perf-test ${process.env.KAFKA_VERSION}`,
    runtime: `java ${java.version}`,
    delivered,
    seconds,
    // Its clock runs until it prints: what came before these seconds is Java's start and the warm-up.
    ...watch.cpuBetween(printedMs - seconds * 1000, printedMs),
    rssPeakMiB: watch.rssPeakMiB,
    ...(task.mode === 'open-loop' ? { p50Us, p99Us } : {}),
  }
}
