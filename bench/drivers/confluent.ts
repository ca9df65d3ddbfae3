// @confluentinc/kafka-javascript by its rdkafka-style API with delivery reports, polled by librdkafka's background
// thread (its documentation: "more efficient for high-throughput producers").
import { createRequire } from 'node:module'
import { setTimeout as sleep } from 'node:timers/promises'
import { readTask } from './arguments.ts'
import { RUNTIME, versionOf } from './client.ts'
import { type Figures, fail, hand, percentiles, startMeasuring, watchLoop } from './figures.ts'
import { POOL_MASK, randomValues } from './payload.ts'

/**
 * Room in librdkafka's queue comes back before JavaScript has seen the report, so a producer that is bounded by
 * _QUEUE_FULL alone piles up reports. Of 5,000 to 95,000 outstanding, 20,000 took the least CPU (by a few per
 * cent); polling by interval (1 and 5 ms) was a tenth or more slower than in the background.
 */
const MOST_OUTSTANDING = 20_000
const RESUME_AT = 10_000

// Its types cannot be used from ESM under NodeNext as they stand; this is all that is needed of it.
interface Report {
  readonly opaque?: number | null
}
interface Official {
  connect(options: object, onConnected: (error: Error | null) => void): void
  setPollInBackground(on: boolean): void
  on(event: 'delivery-report', listener: (error: Error | null, report: Report) => void): void
  on(event: 'event.error', listener: (error: Error) => void): void
  produce(
    topic: string,
    partition: null,
    value: Buffer,
    key: null,
    timestamp: null,
    opaque: number | null,
  ): void
}
const { Producer } = createRequire(import.meta.url)('@confluentinc/kafka-javascript') as {
  Producer: new (configuration: object) => Official
}

const task = readTask()
const values = randomValues(task.bytes)
let producer: Official
let outstanding = 0
let delivered = 0
let failure: Error | null = null
let waitsFor = -1
let onWaited = () => {}
let onConfirmed = (_index: number) => {}

try {
  producer = new Producer({ ...task.settings, dr_cb: true })
  producer.on('event.error', (error) => {
    process.stderr.write(`${error.message}\n`)
  })
  producer.on('delivery-report', onDelivery)
  await new Promise<void>((resolve, reject) => {
    producer.connect({ timeout: 30_000 }, (error) => (error ? reject(error) : resolve()))
  })
  producer.setPollInBackground(true)
  hand({
    client: versionOf(import.meta.url, '@confluentinc/kafka-javascript'),
    runtime: RUNTIME,
    ...(await run()),
  })
} catch (error) {
  fail(error)
}

async function run(): Promise<Figures> {
  await byCallback(task.warmUp)
  delivered = 0
  if (task.mode === 'one-by-one') return oneByOne()
  if (task.mode === 'paced') return paced()
  if (task.mode === 'open-loop') return openLoop()
  if (task.mode !== 'callback' && task.mode !== 'full-speed')
    throw new Error(`this driver has no mode ${task.mode}`)
  const measuring = startMeasuring()
  await byCallback(task.messages)
  return confirmed(measuring.stop(delivered))
}

function onDelivery(error: Error | null, { opaque }: Report): void {
  outstanding--
  if (typeof opaque === 'number') onConfirmed(opaque)
  if (error) failure ??= error
  else delivered++
  if (outstanding <= waitsFor) onWaited()
}

async function untilOutstanding(count: number): Promise<void> {
  if (outstanding > count) {
    await new Promise<void>((resolve) => {
      onWaited = resolve
      waitsFor = count
    })
    waitsFor = -1
  }
  if (failure) throw failure
}

function produce(index: number, opaque: number | null = null): void {
  producer.produce(task.topic, null, values[index & POOL_MASK]!, null, null, opaque)
  outstanding++
}

async function byCallback(messages: number): Promise<void> {
  for (let index = 0; index < messages; ) {
    while (index < messages && outstanding < MOST_OUTSTANDING) produce(index++)
    if (index < messages) await untilOutstanding(RESUME_AT)
  }
  await untilOutstanding(0)
}

async function oneByOne(): Promise<Figures> {
  const micros = new Float64Array(task.messages)
  const measuring = startMeasuring()
  for (let index = 0; index < task.messages; index++) {
    const startedMs = performance.now()
    produce(index)
    await untilOutstanding(0)
    micros[index] = (performance.now() - startedMs) * 1000
  }
  return confirmed({ ...measuring.stop(delivered), ...percentiles(micros) })
}

/** As in lingerbus.ts. */
async function paced(): Promise<Figures> {
  const loop = watchLoop()
  const measuring = startMeasuring()
  await produceWhenDue(performance.now(), produce)
  return confirmed({ ...measuring.stop(delivered), ...loop.stop() })
}

/** Paced, and each message's time from when it was due until its delivery report. */
async function openLoop(): Promise<Figures> {
  const micros = new Float64Array(task.messages)
  const measuring = startMeasuring()
  const startedMs = performance.now()
  onConfirmed = (index) => {
    micros[index] = (performance.now() - startedMs) * 1000 - (index / task.rate) * 1e6
  }
  await produceWhenDue(startedMs, (index) => produce(index, index))
  return confirmed({ ...measuring.stop(delivered), ...percentiles(micros) })
}

async function produceWhenDue(startedMs: number, produceOne: (index: number) => void): Promise<void> {
  for (let sent = 0; sent < task.messages; await sleep(1)) {
    const due = Math.min(task.messages, ((performance.now() - startedMs) * task.rate) / 1000)
    while (sent < due) produceOne(sent++)
  }
  await untilOutstanding(0)
}

function confirmed(figures: Figures): Figures {
  if (failure) throw failure
  if (delivered !== task.messages) throw new Error(`${delivered} of ${task.messages} were delivered`)
  return figures
}
