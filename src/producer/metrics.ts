import type { ResolvedConfig } from '../config/resolve.js'
import type { Deliveries, Ledger } from '../deliveries.js'
import { KafkaError } from '../errors.js'
import { LATENCY_BOUNDS_MS } from '../tally.js'
import type { Statistics } from './events.js'

/** How long messages took, from produce to the moment their report was drained. Counts only grow. */
export interface LatencyHistogram {
  /** Upper bounds in milliseconds, powers of two. */
  readonly boundsMs: readonly number[]
  /** Messages above the bound before, up to this one; one more than bounds, for what took longer than all. */
  readonly counts: readonly number[]
  /** Messages in all. */
  readonly count: number
  /** Milliseconds of all of them together. */
  readonly sumMs: number
}

/**
 * What `producer.metrics()` says. What is null needs `statistics.interval.ms`, or comes with the first statistics:
 * it is as old as that interval at most, and averages are over the last one with traffic in it.
 */
export interface ProducerMetrics extends Ledger {
  /** `client.id` */
  readonly clientId: string
  /** By the code's name. Their sum is `failed`. */
  readonly failedByCode: Readonly<Record<string, number>>
  /** Of delivered messages. */
  readonly latency: LatencyHistogram
  /** Messages that the queue holds at most; null: there is no limit. */
  readonly queueMaxMessages: number | null
  /** Sent to brokers so far, retries included (`txmsgs`). */
  readonly sentMessages: number | null
  /** Bytes of their keys and values, before compression (`txmsg_bytes`). */
  readonly sentBytes: number | null
  /** All bytes that went to brokers, as they went (`tx_bytes`). */
  readonly outgoingBytes: number | null
  /** Bytes of the messages that librdkafka holds (`msg_size`). */
  readonly queuedBytes: number | null
  /** Messages a batch, on average (`batchcnt`). */
  readonly batchMessages: number | null
  /** Bytes a batch, on average (`batchsize`). */
  readonly batchBytes: number | null
  /** `batchBytes` as a share of `batch.size`: near 0 many small batches go out, near 1 they go out full. */
  readonly batchFill: number | null
  /** Milliseconds that a message waits inside before its request is sent, on average (`int_latency`). */
  readonly queueTimeMs: number | null
  /** Milliseconds from a request to its answer, on average (`rtt`). */
  readonly requestLatencyMs: number | null
}

/** A window of librdkafka's: `avg` is rounded to whole numbers, `sum` and `cnt` are not. */
interface Window {
  readonly sum: number
  readonly cnt: number
}

/** Keeps the last statistics as they came; they are read when somebody asks. */
export class Metrics {
  readonly #config: ResolvedConfig
  readonly #deliveries: Deliveries
  #json = ''
  #statistics: Statistics | null = null

  constructor(config: ResolvedConfig, deliveries: Deliveries) {
    this.#config = config
    this.#deliveries = deliveries
  }

  onStatistics(json: string): void {
    this.#json = json
    this.#statistics = null
  }

  read(): ProducerMetrics {
    const { properties, queueMaxMessages } = this.#config
    const { ledger, tally } = this.#deliveries
    const failures = [...tally.failures].map(([code, count]) => [new KafkaError(code).code, count])
    return {
      ...ledger,
      clientId: properties['client.id'] ?? 'rdkafka',
      failedByCode: Object.fromEntries(failures),
      latency: {
        boundsMs: LATENCY_BOUNDS_MS,
        counts: [...tally.latencies],
        count: tally.latencies.reduce((sum, count) => sum + count, 0),
        sumMs: tally.latencySumMs,
      },
      queueMaxMessages: Number.isFinite(queueMaxMessages) ? queueMaxMessages : null,
      ...this.#fromStatistics(),
    }
  }

  #fromStatistics() {
    if (this.#json !== '') this.#statistics ??= JSON.parse(this.#json) as Statistics
    const statistics = this.#statistics
    const rows = (part: 'brokers' | 'topics') => Object.values(statistics?.[part] ?? {})
    const average = (part: 'brokers' | 'topics', name: string) =>
      averageOf(rows(part).map((row) => row[name] as Window))
    const batchBytes = average('topics', 'batchsize')
    return {
      sentMessages: statistics?.txmsgs ?? null,
      sentBytes: statistics?.txmsg_bytes ?? null,
      outgoingBytes: statistics?.tx_bytes ?? null,
      queuedBytes: statistics?.msg_size ?? null,
      batchMessages: average('topics', 'batchcnt'),
      batchBytes,
      batchFill: batchBytes === null ? null : batchBytes / this.#config.batchSizeBytes,
      queueTimeMs: inMilliseconds(average('brokers', 'int_latency')),
      requestLatencyMs: inMilliseconds(average('brokers', 'rtt')),
    }
  }
}

function averageOf(windows: readonly Window[]): number | null {
  const cnt = windows.reduce((sum, window) => sum + window.cnt, 0)
  return cnt === 0 ? null : windows.reduce((sum, window) => sum + window.sum, 0) / cnt
}

function inMilliseconds(microseconds: number | null): number | null {
  return microseconds === null ? null : microseconds / 1000
}
