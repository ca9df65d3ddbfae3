// Every call of the engine `native` once or more, in a process that ends by itself: for scripts/check-native.mjs.
import { setTimeout as sleep } from 'node:timers/promises'
import { openClients } from '../../../src/engine/unclosed.js'
import { Producer, type ProducerOptions } from '../../../src/index.js'

const MOCK: ProducerOptions = { 'test.mock.num.brokers': 1, 'enable.idempotence': false, engine: 'native' }
/** The time is what the process waits for where a producer is dropped with something outstanding. */
const NOBODY: ProducerOptions = {
  'bootstrap.servers': '127.0.0.1:1',
  'message.timeout.ms': 1000,
  engine: 'native',
}
/** Beyond the buffer in which the addon keeps a message's text. */
const LONG = 'ß'.repeat(40_000)

for (const each of [messages, events, blocking, endings]) {
  const startedAt = performance.now()
  await each()
  console.log(`${each.name}: ${Math.round(performance.now() - startedAt)} ms`)
}

function open(options: ProducerOptions): Producer {
  return new Producer(options).on('error', () => {}).on('fatal', () => {})
}

async function messages(): Promise<void> {
  const producer = open({ ...MOCK, 'queue.buffering.max.messages': 500 })
  const value = Buffer.from('bytes')
  const headers: [string, string | Buffer | null][] = [
    ['text', LONG],
    ['bytes', value],
    ['none', null],
    ['empty', ''],
  ]
  for (const each of ['', 'text', '\ud800 alone', LONG, value, new Uint8Array(0), null]) {
    producer.produce({ topic: 'a', value: each, key: each })
    producer.produce({ topic: 'a', value: each, key: each, headers, timestamp: 1 })
  }
  let refused = 0
  for (let count = 0; count < 1000; count++) {
    try {
      producer.produce({ topic: `t${count % 20}`, value })
    } catch {
      refused++
    }
  }
  if (refused === 0) throw new Error('the queue was never full')
  for (const message of [{ topic: 'a', value: 'x'.repeat(2_000_000) }]) producer.send(message).catch(() => {})
  await producer.flush()
  await producer.send({ topic: 'a', value, partition: 99 }).catch(() => {})
  await producer.metadata()
  await producer.metadata('a')
  await producer.close()
}

async function events(): Promise<void> {
  const producer = open({ ...MOCK, debug: 'broker,msg', 'statistics.interval.ms': 20, log_level: 7 })
  const seen = { log: 0, stats: 0 }
  producer.on('log', () => seen.log++).on('stats', () => seen.stats++)
  await producer.send({ topic: 'a', value: 'x' })
  while (seen.stats < 3 || seen.log < 3) await sleep(10)
  openClients()[0]!.testRequestErrors(0, [6, 7])
  await producer.send({ topic: 'a', value: 'x' })
  await producer.close()

  const doomed = open({ ...NOBODY, 'enable.idempotence': true })
  const queued = doomed.send({ topic: 'a', value: 'x' }).catch(() => {})
  openClients()[0]!.testFatalError(45, 'made up')
  await queued
  await doomed.close()
}

async function blocking(): Promise<void> {
  const producer = open({ ...MOCK, poll: 'manual', 'linger.ms': 1000 })
  for (let count = 0; count < 1000; count++) producer.produce({ topic: 'a', value: 'x' }, () => {})
  producer.flushSync(10_000)
  producer.produce({ topic: 'a', value: 'x' })
  producer.pollSync(1)
  await producer.poll(1)
  await producer.close()
}

async function endings(): Promise<void> {
  const purged = open(NOBODY)
  for (let count = 0; count < 100; count++) purged.produce({ topic: 'a', value: 'x' })
  await purged.purge()
  purged.produce({ topic: 'a', value: 'x' })
  const asked = purged.metadata('b').catch(() => {})
  await Promise.all([purged.purge({ queued: false }), purged.close({ timeoutMs: 1 }), asked])
  for (let round = 0; round < 20; round++) {
    const producer = open(round % 2 === 0 ? MOCK : NOBODY)
    if (round % 3 > 0) producer.produce({ topic: 'a', value: 'x' })
    if (round % 5 > 0) await producer.close({ timeoutMs: round })
  }
  for (const wrong of [
    { 'sasl.mechanisms': 'OAUTHBEARER', 'security.protocol': 'ssl' },
    { 'ssl.ca.pem': 'x' },
  ]) {
    try {
      open({ ...NOBODY, ...wrong } as ProducerOptions)
    } catch {}
  }
  // Dropped, idle, and not closed: to be collected before or after the end.
  globalThis.gc?.()
  await sleep(20)
}
