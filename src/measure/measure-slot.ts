import { setTimeout as sleep } from 'node:timers/promises'
import { Producer, type ProducerOptions } from '../index.js'
import { makeRecords, type Records } from './payload.js'
import { startMeasuring, watchLoop } from './process-figures.js'
import type { SlotAnswer, SlotOrder } from './protocol.js'
import { RequestFigures } from './request-figures.js'
import { Workload } from './workload.js'

/** Often enough for a slot of a second; a document takes librdkafka and us well under a millisecond. */
export const STATISTICS_MS = 200

/** A fresh producer, a warm-up that is dropped, the measured time, every report, and the account of it all. */
export async function measureSlot(order: SlotOrder): Promise<SlotAnswer> {
  const records = makeRecords(order.payload, order.seed)
  const producer = new Producer(order.properties as ProducerOptions)
  const requests = new RequestFigures()
  producer.on('stats', (statistics) => requests.add(statistics))
  producer.on('error', (error) => process.stderr.write(`${error.message}\n`))
  const firstFailure = order.warmUpMs > 0 ? await sendFirst(producer, order.topic, records) : null
  const measured =
    order.messages === null
      ? await byTime(order, order.measuredMs!, producer, records)
      : await byCount(order, order.messages, producer, records)
  const { workload, fromMs, toMs, warmUpFailure, ...figures } = measured
  // An idle producer lets the process end, also while statistics are waited for.
  await sleep(STATISTICS_MS)
  const { engine } = producer
  const { accepted, delivered, failed } = await producer.close()
  const isRate = order.mode.kind === 'rate'
  return {
    versions: { engine },
    records: records.values.length,
    meanBytes: records.meanBytes,
    sent: accepted,
    delivered,
    failed,
    failure: (firstFailure ?? warmUpFailure ?? workload.failure)?.message ?? null,
    intended: isRate ? workload.intended.store() : null,
    service: workload.service.store(),
    lateness: isRate ? workload.lateness.store() : null,
    ...figures,
    requests: requests.between(fromMs, toMs),
  }
}

/**
 * Connections, metadata and the producer id take up to a second: what piles up meanwhile would be reported within the
 * measured time, and a set rate of 2,000 come out as 3,000.
 */
async function sendFirst(
  producer: Producer,
  topic: string,
  { keys, values }: Records,
): Promise<Error | null> {
  return producer.send({ topic, key: keys?.[0] ?? null, value: values[0]! }).then(
    () => null,
    (error: Error) => error,
  )
}

/** The warm-up flows into the measured time: the queue is as full then as it will be. */
async function byTime(order: SlotOrder, measuredMs: number, producer: Producer, records: Records) {
  const workload = new Workload(producer, records, order)
  const running = workload.run()
  // Whatever it throws is thrown below; until then nobody listens.
  running.catch(() => {})
  await Promise.race([sleep(order.warmUpMs), running])
  const window = openWindow(workload, measuredMs)
  await Promise.race([sleep(measuredMs), running])
  const figures = window.close()
  await running
  await workload.allReported()
  return { workload, warmUpFailure: null, ...figures }
}

/** The warm-up is reported whole before the first of the messages is sent; the clock stops with the last report. */
async function byCount(order: SlotOrder, messages: number, producer: Producer, records: Records) {
  const warmUp = new Workload(producer, records, order)
  if (order.warmUpMs > 0) {
    const warming = warmUp.run()
    await Promise.race([sleep(order.warmUpMs), warming])
    warmUp.close()
    await warming
    await warmUp.allReported()
  }
  const workload = new Workload(producer, records, order)
  const window = openWindow(workload, Number.POSITIVE_INFINITY)
  await workload.run(messages)
  await workload.allReported()
  return { workload, warmUpFailure: warmUp.failure, ...window.close() }
}

function openWindow(workload: Workload, measuredMs: number) {
  const loop = watchLoop()
  const fromMs = performance.now()
  const measuring = startMeasuring()
  workload.open(measuredMs)
  return {
    close() {
      workload.close()
      const figures = measuring.stop()
      return {
        fromMs,
        toMs: performance.now(),
        ...figures,
        messages: workload.messages,
        bytes: workload.bytes,
        loopDelay: loop.stop(),
      }
    },
  }
}
