import type { ProducerOptions } from '../../src/config/options.js'

export interface Question {
  readonly question: string
  readonly options: ProducerOptions
  readonly answer: string
}

/** What people ask first, and what to set. */
export const QUESTIONS: readonly Question[] = [
  {
    question: 'I must not lose',
    options: { preset: 'durable' },
    answer:
      "The brokers have their half: replication factor 3 and `min.insync.replicas` 2. `await producer.audit('orders')` looks at the real topic and says what is missing. Read every report; a `not-persisted` one may be produced again, a `possibly-persisted` one may be in the log already. Close the producer before the process ends.",
  },
  {
    question: 'I must be fast: many messages a second',
    options: { preset: 'throughput' },
    answer:
      'Full batches are what counts: let messages wait (`linger.ms`), compress, use several partitions, since an idempotent producer has one batch in flight per partition. Give `highWaterMark` room and wait for `drained()` when `produce` says `false`.',
  },
  {
    question: 'I must be fast: one message, now',
    options: { preset: 'lowLatency' },
    answer:
      'Nothing waits in the client. What remains is the round trip and the slowest in-sync replica. At a high rate batches form by themselves, while the one before is on its way.',
  },
  {
    question: 'My broker is far',
    options: {
      'linger.ms': 20,
      'compression.type': 'zstd',
      'socket.timeout.ms': 60000,
      'socket.keepalive.enable': true,
    },
    answer:
      'A partition moves one batch a round trip: at 100 ms that is ten batches a second, so let them be large, compress them, and spread over partitions. Leave the socket buffers to the system. Firewalls on the way drop idle connections: keep them alive.',
  },
  {
    question: 'My memory is small',
    options: { 'queue.buffering.max.kbytes': 16384, 'queue.buffering.max.messages': 20000 },
    answer:
      'The queue is what grows while a broker is away. Only values count against it; keys, headers and some 190 bytes of bookkeeping a message come on top. The preset gives way: batches are no larger than the queue.',
  },
  {
    question: 'A failure must be told soon',
    options: {
      'delivery.timeout.ms': 10000,
      'request.timeout.ms': 5000,
      'socket.timeout.ms': 6000,
      'topic.metadata.propagation.max.ms': 5000,
    },
    answer:
      '`delivery.timeout.ms` is the longest that a message may take, retries and all. Keep the others below it, or one slow answer eats the whole of it.',
  },
  {
    question: 'A lost message does not matter',
    options: { preset: 'fireAndForget' },
    answer:
      'Nobody waits for an answer, and nobody hears of a loss: a report says only that the socket took the request.',
  },
  {
    question: 'I come from Java',
    options: { preset: 'javaDefaults' },
    answer:
      "`lingerbus config from-java producer.properties` translates a file and says what is lost on the way. The preset is parity, not speed: with Java's 16 KB batches a partition moves 16 KB a round trip here.",
  },
]
