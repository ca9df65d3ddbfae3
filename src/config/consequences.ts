import type { Effective } from './effective.js'

/** What follows from a configuration, in sentences with figures. */
export interface Consequences {
  /** Most bytes of values a partition can move in a second, by round trip in milliseconds; null: no such bound. */
  readonly partitionCeiling: readonly {
    readonly roundTripMs: number
    readonly bytesPerSecond: number | null
  }[]
  /** Bytes that a full queue may take, without keys and headers; null: no bound. */
  readonly memoryBytes: number | null
  /** From produce to the report of a failure at the latest, in milliseconds; null: it may never come. */
  readonly failureReportMs: number | null
  /** The same for a topic that does not exist. */
  readonly unknownTopicMs: number
  readonly loss: string
  readonly duplication: string
  readonly reordering: string
}

/** One in the same rack, one in the same region, one on another continent. */
const ROUND_TRIPS_MS = [1, 10, 100]
/** librdkafka's bookkeeping a message, measured. */
const MESSAGE_BYTES = 190

export function findConsequences(conf: Effective): Consequences {
  const timeout = conf.number('delivery.timeout.ms')
  const messages = conf.number('queue.buffering.max.messages')
  const propagation = conf.number('topic.metadata.propagation.max.ms')
  return {
    partitionCeiling: ROUND_TRIPS_MS.map((roundTripMs) => ({
      roundTripMs,
      bytesPerSecond: ceilingOf(conf, roundTripMs),
    })),
    memoryBytes:
      messages === 0 ? null : conf.number('queue.buffering.max.kbytes') * 1024 + messages * MESSAGE_BYTES,
    failureReportMs: timeout === 0 ? null : timeout,
    unknownTopicMs: timeout === 0 ? propagation : Math.min(timeout, propagation),
    loss: lossOf(conf),
    duplication: conf.isIdempotent
      ? 'no retry is stored twice; what you produce again yourself is'
      : conf.is('acks', '0')
        ? 'a batch whose connection broke may be sent twice'
        : 'a request whose answer got lost is sent again and stored twice',
    reordering: conf.isIdempotent
      ? 'each partition keeps the order of produce, also over retries'
      : conf.number('max.in.flight.requests.per.connection') === 1
        ? 'each partition keeps the order of produce: one request is in flight'
        : 'a retried batch can land behind later ones',
  }
}

/** Idempotent: one batch in flight per partition, once it holds five messages; else as many as the connection. */
function ceilingOf(conf: Effective, roundTripMs: number): number | null {
  if (conf.is('acks', '0')) return null
  const batch = Math.min(conf.number('batch.size'), conf.number('message.max.bytes'))
  const inFlight = conf.isIdempotent ? 1 : conf.number('max.in.flight.requests.per.connection')
  return inFlight > 1000 ? null : (batch * inFlight * 1000) / roundTripMs
}

function lossOf(conf: Effective): string {
  if (conf.is('acks', '0')) return 'anything after the socket may be lost, and nobody hears of it'
  const timeout = conf.number('delivery.timeout.ms')
  const reported =
    timeout === 0
      ? 'a message is tried for ever'
      : `a message fails, with a report, after ${timeout} ms without success`
  return conf.is('acks', '1')
    ? `an acknowledged message is lost when its leader dies before a follower has it; ${reported}`
    : `an acknowledged message is lost only with all of the min.insync.replicas that the topic asks for; ${reported}`
}
