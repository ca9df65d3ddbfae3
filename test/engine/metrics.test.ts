import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Registry, register } from 'prom-client'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { EngineName } from '../../src/index.js'
import { collectMetrics } from '../../src/metrics.js'
import { LATENCY_BOUNDS_MS, Tally } from '../../src/tally.js'
import { MOCK, NOBODY, openProducer, rejection, until } from '../support/producers.js'

const ENGINES: EngineName[] = ['native', 'binding']

describe.each(ENGINES)('metrics, engine %s', (engine) => {
  test('count what was delivered and how long it took, without statistics', async () => {
    const producer = openProducer({ ...MOCK, engine, 'client.id': 'counting' })
    expect(producer.engine).toBe(engine)
    expect(producer.metrics()).toMatchObject({ accepted: 0, latency: { count: 0, sumMs: 0 } })
    const messages = Array.from({ length: 50 }, (_, index) => ({ topic: 't', value: String(index) }))
    const outcomes = await producer.sendBatch(messages)
    await producer.close()
    const metrics = producer.metrics()
    expect(metrics).toMatchObject({
      ...{ clientId: 'counting', accepted: 50, delivered: 50, failed: 0, outstanding: 0, failedByCode: {} },
      // These nobody asked librdkafka for.
      ...{
        sentMessages: null,
        sentBytes: null,
        outgoingBytes: null,
        queuedBytes: null,
        batchMessages: null,
        batchBytes: null,
      },
      ...{ batchFill: null, queueTimeMs: null, requestLatencyMs: null },
    })
    const latencies = outcomes.map(
      (each) => (each as PromiseFulfilledResult<{ latencyMs: number }>).value.latencyMs,
    )
    expect(metrics.latency.sumMs).toBeCloseTo(latencies.reduce((sum, each) => sum + each, 0))
    const expected = [...LATENCY_BOUNDS_MS, Number.POSITIVE_INFINITY].map(
      (bound, at) =>
        latencies.filter((each) => each <= bound && each > (LATENCY_BOUNDS_MS[at - 1] ?? -1)).length,
    )
    expect(metrics.latency).toMatchObject({ counts: expected, count: 50, boundsMs: LATENCY_BOUNDS_MS })
  })

  test('count what failed, by code', async () => {
    const producer = openProducer({ ...NOBODY, engine, 'delivery.timeout.ms': 50, 'linger.ms': 1 })
    await Promise.all([1, 2, 3].map(() => rejection(producer.send({ topic: 't', value: 'x' }))))
    expect(producer.metrics()).toMatchObject({
      accepted: 3,
      failed: 3,
      failedByCode: { _MSG_TIMED_OUT: 3 },
      latency: { count: 0 },
    })
  })

  test('say more with librdkafka’s statistics, though nobody listens to them', async () => {
    const producer = openProducer({ ...MOCK, engine, 'statistics.interval.ms': 50, 'batch.size': 10_000 })
    await producer.sendBatch(
      Array.from({ length: 200 }, () => ({ topic: 't', key: 'k', value: 'x'.repeat(99) })),
    )
    // The window with the batches in it has to end; the next one without traffic has no average.
    let seen = producer.metrics()
    await until('statistics with batches came', () => {
      seen = producer.metrics()
      return seen.batchMessages !== null && seen.sentMessages === 200
    })
    expect(seen.sentBytes).toBe(20_000)
    expect(seen.outgoingBytes).toBeGreaterThan(0)
    expect(seen.batchMessages).toBeGreaterThan(1)
    expect(seen.batchFill).toBe(seen.batchBytes! / 10_000)
    expect(seen.batchFill).toBeGreaterThan(0)
    expect(seen.queueTimeMs).toBeGreaterThan(0)
    expect(seen.requestLatencyMs).toBeGreaterThan(0)
    expect(seen.queuedBytes).toBe(0)
  })
})

test('the histogram has a place for every time', () => {
  const tally = new Tally()
  const placeOf = (latencyMs: number) => {
    const before = [...tally.latencies]
    tally.onDelivered(latencyMs)
    return tally.latencies.findIndex((count, at) => count !== before[at])
  }
  expect([0, 0.3, 1, 1.01, 2, 2.5, 4, 65_536, 65_537, 1e9, 1e12].map(placeOf)).toEqual([
    0, 0, 0, 1, 1, 2, 2, 16, 17, 17, 17,
  ])
})

describe('lingerbus/metrics', () => {
  async function scrape(registry: Registry): Promise<string[]> {
    const server = createServer(async (_request, response) => {
      response.setHeader('content-type', registry.contentType)
      response.end(await registry.metrics())
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => void server.close())
    const response = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/metrics`)
    return (await response.text()).split('\n')
  }

  test('what a scraper reads: counters, errors by code, a histogram that adds up', async () => {
    const registry = new Registry()
    const well = openProducer({ ...MOCK, 'client.id': 'orders' })
    const twin = openProducer({ ...MOCK, 'client.id': 'orders' })
    const lost = openProducer({ ...NOBODY, 'client.id': 'lost "1"', 'delivery.timeout.ms': 50 })
    for (const producer of [well, twin, lost]) collectMetrics(producer, registry)
    await well.send({ topic: 't', value: 'x' })
    await twin.send({ topic: 't', value: 'x' })
    await rejection(lost.send({ topic: 't', value: 'x' }))
    const lines = await scrape(registry)
    expect(lines).toContain('# TYPE kafka_producer_record_send_total counter')
    expect(lines).toContain('kafka_producer_record_accepted_total{client_id="orders"} 2')
    expect(lines).toContain('kafka_producer_record_send_total{client_id="orders"} 2')
    expect(lines).toContain('kafka_producer_record_send_total{client_id="lost \\"1\\""} 0')
    expect(lines).toContain(
      'kafka_producer_record_error_total{client_id="lost \\"1\\"",code="_MSG_TIMED_OUT"} 1',
    )
    expect(lines).toContain('kafka_producer_records_outstanding{client_id="orders"} 0')
    expect(lines).toContain('# TYPE kafka_producer_record_latency_seconds histogram')
    expect(lines).toContain('kafka_producer_record_latency_seconds_bucket{client_id="orders",le="65.536"} 2')
    expect(lines).toContain('kafka_producer_record_latency_seconds_bucket{client_id="orders",le="+Inf"} 2')
    expect(lines).toContain('kafka_producer_record_latency_seconds_count{client_id="orders"} 2')
    const sum = lines.find((line) =>
      line.startsWith('kafka_producer_record_latency_seconds_sum{client_id="orders"}'),
    )
    const both = well.metrics().latency.sumMs + twin.metrics().latency.sumMs
    expect(Number(sum!.split(' ').at(-1))).toBeCloseTo(both / 1000)
    // What is not known is not there, and no zero.
    expect(lines.filter((line) => line.startsWith('kafka_producer_outgoing_byte_total{'))).toEqual([])
  })

  test('with statistics the averages are there too', async () => {
    const registry = new Registry()
    const producer = openProducer({ ...MOCK, 'client.id': 'told', 'statistics.interval.ms': 50 })
    collectMetrics(producer, registry)
    await producer.send({ topic: 't', value: 'x' })
    await until('statistics came', () => producer.metrics().sentMessages === 1)
    const text = (await scrape(registry)).join('\n')
    expect(text).toMatch(/^kafka_producer_outgoing_byte_total\{client_id="told"\} [1-9]\d+$/m)
  })

  test('a producer can be taken out; the default register, cleared, is a new one', async () => {
    onTestFinished(() => register.clear())
    const producer = openProducer({ ...MOCK, 'client.id': 'gone' })
    const stop = collectMetrics(producer)
    expect((await scrape(register)).join('\n')).toContain('client_id="gone"')
    stop()
    expect((await scrape(register)).join('\n')).not.toContain('client_id="gone"')
    register.clear()
    collectMetrics(producer)
    expect((await scrape(register)).join('\n')).toContain('client_id="gone"')
  })

  test('what is no producer is refused', () => {
    expect(() => collectMetrics({} as never)).toThrow(TypeError)
  })
})
