import type { ProducerMetrics } from '../producer/metrics.js'
import { type Sample, Snapshot } from './snapshot.js'

/** All that a register watches, read at this moment. */
type Read = () => ProducerMetrics[]

/**
 * Names as Micrometer writes those of the Java producer (`record-send-total` → `kafka_producer_record_send_total`);
 * units as Prometheus wants them, seconds and bytes.
 */
export function makeSnapshots(read: Read): Snapshot[] {
  const each = (value: (metrics: ProducerMetrics) => number | null) => () =>
    [...byClient(read())].flatMap(([client_id, all]) => {
      const known = all.map(value).filter((number) => number !== null)
      return known.length === 0 ? [] : [{ labels: { client_id }, value: sum(known) }]
    })
  const mean = (value: (metrics: ProducerMetrics) => number | null) => () =>
    [...byClient(read())].flatMap(([client_id, all]) => {
      const known = all.map(value).filter((number) => number !== null)
      return known.length === 0 ? [] : [{ labels: { client_id }, value: sum(known) / known.length }]
    })
  return [
    new Snapshot(
      [`${P}record_accepted_total`, 'counter', 'Messages that produce and send took.'],
      each(({ accepted }) => accepted),
    ),
    new Snapshot(
      [`${P}record_send_total`, 'counter', 'Messages that were delivered.'],
      each(({ delivered }) => delivered),
    ),
    new Snapshot([`${P}record_error_total`, 'counter', 'Messages that failed, by error code.'], () =>
      failures(read()),
    ),
    new Snapshot(
      [`${P}records_outstanding`, 'gauge', 'Messages that have neither been delivered nor failed yet.'],
      each(({ outstanding }) => outstanding),
    ),
    new Snapshot(
      [`${P}buffer_total_records`, 'gauge', 'Messages that the queue holds at most.'],
      each(({ queueMaxMessages }) => queueMaxMessages),
    ),
    new Snapshot(
      [`${P}buffer_used_bytes`, 'gauge', 'Bytes of the messages in the queue.'],
      each(({ queuedBytes }) => queuedBytes),
    ),
    new Snapshot(
      [`${P}record_latency_seconds`, 'histogram', 'From produce to the delivery report.'],
      (name) => histogram(name, read()),
    ),
    new Snapshot(
      [`${P}outgoing_byte_total`, 'counter', 'Bytes sent to brokers, of all requests.'],
      each(({ outgoingBytes }) => outgoingBytes),
    ),
    new Snapshot(
      [`${P}records_per_batch_avg`, 'gauge', 'Messages a batch.', 'average'],
      mean(({ batchMessages }) => batchMessages),
    ),
    new Snapshot(
      [`${P}batch_size_avg`, 'gauge', 'Bytes a batch.', 'average'],
      mean(({ batchBytes }) => batchBytes),
    ),
    new Snapshot(
      [`${P}batch_fill_ratio`, 'gauge', 'Bytes a batch as a share of batch.size.', 'average'],
      mean(({ batchFill }) => batchFill),
    ),
    new Snapshot(
      [`${P}record_queue_time_avg_seconds`, 'gauge', 'Time in the queue before the request.', 'average'],
      mean(({ queueTimeMs }) => inSeconds(queueTimeMs)),
    ),
    new Snapshot(
      [`${P}request_latency_avg_seconds`, 'gauge', 'From a request to its answer.', 'average'],
      mean(({ requestLatencyMs }) => inSeconds(requestLatencyMs)),
    ),
  ]
}

const P = 'kafka_producer_'

function failures(all: ProducerMetrics[]): Sample[] {
  return [...byClient(all)].flatMap(([client_id, own]) => {
    const codes = [...new Set(own.flatMap(({ failedByCode }) => Object.keys(failedByCode)))]
    return codes.map((code) => ({
      labels: { client_id, code },
      value: sum(own.map(({ failedByCode }) => failedByCode[code] ?? 0)),
    }))
  })
}

/** Prometheus wants buckets that hold all of those below them. */
function histogram(name: string, all: ProducerMetrics[]): Sample[] {
  return [...byClient(all)].flatMap(([client_id, own]) => {
    let below = 0
    const buckets = [...own[0]!.latency.boundsMs, Number.POSITIVE_INFINITY].map((boundMs, at) => {
      below += sum(own.map(({ latency }) => latency.counts[at]!))
      const le = Number.isFinite(boundMs) ? boundMs / 1000 : '+Inf'
      return { labels: { client_id, le }, value: below, metricName: `${name}_bucket` }
    })
    const seconds = sum(own.map(({ latency }) => latency.sumMs)) / 1000
    return [
      ...buckets,
      { labels: { client_id }, value: seconds, metricName: `${name}_sum` },
      { labels: { client_id }, value: below, metricName: `${name}_count` },
    ]
  })
}

/** Producers of one `client.id` are one row: a scraper refuses the same labels twice. */
function byClient(all: ProducerMetrics[]): Map<string, ProducerMetrics[]> {
  const groups = new Map<string, ProducerMetrics[]>()
  for (const metrics of all) groups.set(metrics.clientId, [...(groups.get(metrics.clientId) ?? []), metrics])
  return groups
}

function sum(numbers: number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}

function inSeconds(milliseconds: number | null): number | null {
  return milliseconds === null ? null : milliseconds / 1000
}
