// lingerbus as a user writes it, from dist/; --engine says on which engine. `npm run build` first.
import { setTimeout as sleep } from 'node:timers/promises'
import { type DeliveryReport, type Message, Producer, type ProducerOptions, QueueFullError } from 'lingerbus'
import manifest from '../../package.json' with { type: 'json' }
import { readTask } from './arguments.ts'
import { type Figures, fail, hand, percentiles, startMeasuring, watchLoop } from './figures.ts'
import { keyOf, orders, POOL_MASK, randomValues } from './payload.ts'

/** Promises that are waited for at the same time. */
const WINDOW = 10_000

const task = readTask()
const { topic } = task
const values = randomValues(task.bytes)
const objects = task.mode === 'json' ? orders(task.bytes) : []
let producer: Producer
let delivered = 0
let failure: Error | null = null
let onReported = () => {}
let reportedTarget = 0

const MESSAGES: Record<string, (index: number) => Message> = {
  callback: (index) => ({ topic, value: values[index & POOL_MASK]! }),
  headers: (index) => ({
    topic,
    value: values[index & POOL_MASK]!,
    timestamp: Date.now(),
    headers: [
      ['trace-id', '4bf92f3577b34da6'],
      ['source', 'bench'],
    ],
  }),
  json: (index) => ({ topic, key: keyOf(index), value: JSON.stringify(objects[index & POOL_MASK]) }),
}
const messageOf = MESSAGES[task.mode] ?? MESSAGES.callback!

try {
  producer = new Producer({
    ...task.settings,
    preset: 'librdkafkaDefaults',
    engine: task.engine,
  } as ProducerOptions)
  if (task.engine !== 'auto' && producer.engine !== task.engine) throw new Error(`runs on ${producer.engine}`)
  producer.on('error', (error) => {
    process.stderr.write(`${error.message}\n`)
  })
  hand(await run())
} catch (error) {
  fail(error)
}

async function run(): Promise<Figures> {
  await byCallback(task.warmUp)
  delivered = 0
  if (task.mode === 'one-by-one') return oneByOne()
  if (task.mode === 'paced') return paced()
  if (task.mode === 'open-loop') return openLoop()
  const measuring = startMeasuring()
  await (task.mode === 'promise' ? byPromise(task.messages) : byCallback(task.messages))
  return confirmed(measuring.stop(delivered))
}

function onDelivery(error: Error | null, _report: DeliveryReport): void {
  if (error) failure ??= error
  else delivered++
  if (delivered === reportedTarget || error) onReported()
}

/** Resolves when so many messages are reported as delivered; rejects with the first failure. */
function reported(target: number): Promise<void> {
  return new Promise((resolve, reject) => {
    onReported = () => (failure ? reject(failure) : resolve())
    reportedTarget = target
    if (delivered === target || failure) onReported()
  })
}

async function byCallback(messages: number): Promise<void> {
  const target = delivered + messages
  const all = reported(target)
  for (let index = 0; index < messages; ) {
    try {
      for (let hasRoom = true; hasRoom && index < messages; index++)
        hasRoom = producer.produce(messageOf(index), onDelivery)
    } catch (error) {
      // Large values fill the queue by their bytes, before it has half of its messages and produce says false.
      if (!QueueFullError.is(error)) throw error
    }
    if (index < messages) await producer.drained()
  }
  await all
}

async function byPromise(messages: number): Promise<void> {
  let sent = 0
  let settled = 0
  await new Promise<void>((resolve, reject) => {
    const next = () => {
      sent++
      producer.send(messageOf(sent - 1)).then(onSettled, reject)
    }
    const onSettled = () => {
      settled++
      if (sent < messages) next()
      else if (settled === messages) resolve()
    }
    while (sent < Math.min(WINDOW, messages)) next()
  })
  delivered += settled
}

async function oneByOne(): Promise<Figures> {
  const micros = new Float64Array(task.messages)
  const measuring = startMeasuring()
  for (let index = 0; index < task.messages; index++) {
    const startedMs = performance.now()
    await producer.send(messageOf(index))
    micros[index] = (performance.now() - startedMs) * 1000
    delivered++
  }
  return confirmed({ ...measuring.stop(delivered), ...percentiles(micros) })
}

async function paced(): Promise<Figures> {
  const all = reported(task.messages)
  const loop = watchLoop()
  const measuring = startMeasuring()
  await atRate(performance.now(), (index) => producer.produce(messageOf(index), onDelivery))
  await all
  return confirmed({ ...measuring.stop(delivered), ...loop.stop() })
}

/** A message's latency counts from when it was due, not from when it was sent. */
async function openLoop(): Promise<Figures> {
  const micros = new Float64Array(task.messages)
  const all = reported(task.messages)
  const measuring = startMeasuring()
  const startedMs = performance.now()
  await atRate(startedMs, (index) =>
    producer.produce(messageOf(index), (error, report) => {
      micros[index] = (performance.now() - startedMs - (index * 1000) / task.rate) * 1000
      onDelivery(error, report)
    }),
  )
  await all
  return confirmed({ ...measuring.stop(delivered), ...percentiles(micros) })
}

/** Sends what is due every millisecond; what came late is made up for, so that the rate holds. */
async function atRate(startedMs: number, send: (index: number) => void): Promise<void> {
  for (let sent = 0; sent < task.messages; await sleep(1)) {
    const due = Math.min(task.messages, ((performance.now() - startedMs) * task.rate) / 1000)
    try {
      for (; sent < due; sent++) send(sent)
    } catch (error) {
      // The broker stands still for longer than the queue has room for: those that wait grow late, and it counts.
      if (!QueueFullError.is(error)) throw error
      await producer.drained()
    }
  }
}

function confirmed(figures: Figures): Figures {
  const { accepted, failed, outstanding } = producer.ledger
  if (failed > 0 || outstanding > 0 || accepted !== task.warmUp + task.messages)
    throw new Error(`the ledger does not add up: ${JSON.stringify(producer.ledger)}`)
  if (delivered !== task.messages) throw new Error(`${delivered} of ${task.messages} were delivered`)
  return {
    client: `lingerbus ${manifest.version}, ${producer.engine}`,
    runtime: `node ${process.versions.node}`,
    ...figures,
  }
}
