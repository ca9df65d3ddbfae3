import type { Effective } from './effective.js'

export interface Advice {
  /** A word that stays the same from version to version. */
  readonly id: string
  readonly text: string
}

type Rule = readonly [id: string, applies: (conf: Effective) => boolean, text: string]

const isTls = (conf: Effective) => /ssl$/.test(conf.value('security.protocol') ?? '')
const isSasl = (conf: Effective) => (conf.value('security.protocol') ?? '').startsWith('sasl')
const codec = (conf: Effective) => conf.value('compression.type') ?? 'none'
const expires = (conf: Effective) => conf.number('delivery.timeout.ms') !== 0
const queueBytes = (conf: Effective) => conf.number('queue.buffering.max.kbytes') * 1024

const DELIVERY: readonly Rule[] = [
  [
    'acks-0',
    (c) => c.is('acks', '0'),
    'acks=0: losses stay invisible, nothing is retried, offsets are unknown',
  ],
  [
    'acks-1',
    (c) => c.is('acks', '1'),
    'acks=1: what the leader acknowledged is lost when it dies before a follower has it',
  ],
  [
    'acks-all-min-isr',
    (c) => c.is('acks', 'all'),
    'acks=all protects as far as the topic asks for it: min.insync.replicas 2 with replication factor 3; producer.audit(topic) looks',
  ],
  [
    'no-idempotence-reorder',
    (c) => !c.isIdempotent && c.number('max.in.flight.requests.per.connection') > 1,
    'a retried batch can land behind later ones: idempotence is off and more than one request is in flight; retries=0 is no cure',
  ],
  [
    'no-idempotence-duplicates',
    (c) => !c.isIdempotent,
    'a request whose answer got lost is sent again and stored twice: idempotence is off',
  ],
  [
    'max-in-flight-1',
    (c) => !c.isIdempotent && c.number('max.in.flight.requests.per.connection') === 1,
    'one request in flight a connection costs a round trip for each batch; idempotence keeps order for less',
  ],
  [
    'retries-low',
    (c) => c.number('retries') < 10,
    'limit the effort by delivery.timeout.ms, not by a count: a leader election outlasts a few retries',
  ],
  [
    'retries-0',
    (c) => c.number('retries') === 0,
    'retries=0 turns each passing error into a lost message, and does not stop retries after a leader change',
  ],
  [
    'retry-backoff-tiny',
    (c) => c.number('retry.backoff.ms') < 10,
    'very short pauses hammer a broker that is in trouble',
  ],
  [
    'retry-backoff.order',
    (c) => c.number('retry.backoff.ms') > c.number('retry.backoff.max.ms'),
    'retry.backoff.ms is above retry.backoff.max.ms: the latter is then the pause, and it does not grow',
  ],
  [
    'message-timeout-infinite',
    (c) => !expires(c),
    'delivery.timeout.ms=0: a message may wait for ever, and so may flush',
  ],
  [
    'message-timeout-below-request',
    (c) => expires(c) && c.number('delivery.timeout.ms') <= c.number('request.timeout.ms'),
    'a message expires before one slow acknowledgement may arrive: it can be reported as failed and be stored all the same',
  ],
  [
    'message-timeout-propagation',
    (c) => expires(c) && c.number('delivery.timeout.ms') < c.number('topic.metadata.propagation.max.ms'),
    'messages for an unknown topic expire before the topic counts as missing: the error says timed out',
  ],
  [
    'socket-below-request',
    (c) => !c.is('acks', '0') && c.number('socket.timeout.ms') < c.number('request.timeout.ms'),
    'the client gives a request up before the broker may answer it: needless reconnects and resends',
  ],
  [
    'txn-timeout-long',
    (c) => c.isTransactional && c.number('transaction.timeout.ms') > 900_000,
    'brokers allow 15 minutes unless changed, and a long timeout holds consumers back after a crash',
  ],
  [
    'txn-message-timeout-read-back',
    (c) => c.isTransactional && c.given('delivery.timeout.ms') !== undefined,
    'leave delivery.timeout.ms out with transactions: librdkafka ties it to transaction.timeout.ms',
  ],
]

const BATCHING: readonly Rule[] = [
  [
    'idempotence-pipelining',
    (c) => c.isIdempotent && c.number('linger.ms') < 5,
    'with idempotence one batch is in flight per partition once it holds five messages: let batches grow, or use more partitions',
  ],
  [
    'linger-0',
    (c) => c.number('linger.ms') === 0,
    'linger.ms=0: more requests and weaker compression; without sticky.partitioning.linger.ms keyless messages scatter',
  ],
  [
    'linger-high',
    (c) => c.number('linger.ms') > 1000,
    'each message may wait that long before it is sent; a flush ends the wait, a full queue does not',
  ],
  [
    'batch-over-message',
    (c) => c.number('batch.size') > c.number('message.max.bytes'),
    'batch.size above message.max.bytes has no effect: the smaller one ends a batch',
  ],
  ['batch-tiny', (c) => c.number('batch.size') < 1024, 'a request for each few messages'],
  [
    'batch-16k-compression',
    (c) => codec(c) !== 'none' && c.number('batch.size') <= 16_384,
    "Java counts compressed bytes against batch.size, librdkafka uncompressed ones: Java's 16384 makes smaller batches here",
  ],
  [
    'gzip',
    (c) => codec(c) === 'gzip',
    'gzip costs many times the CPU of lz4, snappy and zstd: for consumers that know nothing else',
  ],
  [
    'compression-with-tls',
    (c) => isTls(c) && codec(c) === 'none',
    'TLS encrypts each byte: compressing first saves CPU and bandwidth on both ends',
  ],
  [
    'compression-level-high',
    (c) => ['gzip', 'zstd', 'lz4'].includes(codec(c)) && c.number('compression.level') > 6,
    'high levels are paid on the one thread a broker has, and delay each batch behind',
  ],
  [
    'compression.level-ignored',
    (c) => ['none', 'snappy'].includes(codec(c)) && c.number('compression.level') !== -1,
    'compression.level has no effect with this codec',
  ],
  [
    'queue-below-batch',
    (c) =>
      c.number('queue.buffering.max.messages') > 0 &&
      c.number('queue.buffering.max.messages') < c.number('batch.num.messages'),
    'the queue holds fewer messages than a batch may: no batch fills, each waits for linger.ms',
  ],
  [
    'queue-bytes-below-batch',
    (c) => queueBytes(c) < c.number('batch.size'),
    'the queue holds fewer bytes than one batch may',
  ],
  [
    'queue.too-small-for-message',
    (c) => c.number('message.max.bytes') > queueBytes(c),
    'a value between the size of the queue and message.max.bytes never gets in, not even into an empty queue',
  ],
  [
    'queue-memory',
    (c) => c.number('queue.buffering.max.kbytes') > 1_048_576,
    'only values count: with keys, headers and some 190 bytes of bookkeeping a message the process may use far more',
  ],
  [
    'queue-unlimited',
    (c) => c.number('queue.buffering.max.messages') === 0,
    'no limit of messages is left, and empty values never reach that of bytes',
  ],
  [
    'low-memory-copy',
    (c) => c.number('message.copy.max.bytes') < 1024,
    'referring to small values instead of copying them makes long lists for the socket',
  ],
  [
    'partitioner-java',
    (c) => !/^murmur2/.test(c.value('partitioner') ?? ''),
    'Java, Streams and Connect put the same key on another partition: producers that share a topic need murmur2_random',
  ],
  [
    'partitioner-null-single',
    (c) => ['consistent', 'murmur2', 'fnv1a'].includes(c.value('partitioner') ?? ''),
    'this partitioner sends all keyless messages to one partition',
  ],
]

const CONNECTION: readonly Rule[] = [
  [
    'keepalive',
    (c) => !c.is('socket.keepalive.enable', 'true'),
    'a connection that a firewall dropped without a word is noticed only when a request times out; Java always keeps TCP alive',
  ],
  [
    'idle',
    (c) => c.number('connections.max.idle.ms') > 540_000,
    'close idle connections before brokers (10 minutes) and load balancers (Azure: 4) do',
  ],
  [
    'metadata-interval.off',
    (c) => c.number('topic.metadata.refresh.interval.ms') <= 0,
    'new partitions are found only after an error: metadata is never refreshed',
  ],
  [
    'metadata-fast.order',
    (c) =>
      c.given('topic.metadata.refresh.fast.interval.ms') !== undefined &&
      c.number('topic.metadata.refresh.fast.interval.ms') > c.number('retry.backoff.max.ms'),
    'topic.metadata.refresh.fast.interval.ms is above retry.backoff.max.ms, which is then used',
  ],
  [
    'verification-off',
    (c) => isTls(c) && !c.is('enable.ssl.certificate.verification', 'true'),
    'any certificate is accepted: no protection against a server in between',
  ],
  [
    'hostname-off',
    (c) => isTls(c) && !c.is('ssl.endpoint.identification.algorithm', 'https'),
    'a certificate of a trusted authority is accepted for any host',
  ],
  [
    'plain-without-tls',
    (c) => c.is('security.protocol', 'sasl_plaintext') && c.is('sasl.mechanism', 'PLAIN'),
    'PLAIN sends the password readable: use sasl_ssl',
  ],
  [
    'sasl.mechanism-without-protocol',
    (c) => c.given('sasl.mechanism') !== undefined && !isSasl(c),
    'sasl.mechanism is set, and security.protocol is not a SASL one: nobody logs in',
  ],
  [
    'sasl.username-unused',
    (c) => c.given('sasl.username') !== undefined && !/^(PLAIN$|SCRAM)/.test(c.value('sasl.mechanism') ?? ''),
    'only PLAIN and SCRAM use sasl.username',
  ],
  [
    'kinit-shell',
    (c) => c.given('sasl.kerberos.kinit.cmd') !== undefined,
    'the command runs through the shell, with properties put into it: trusted configuration only',
  ],
  [
    'unsecured-jwt',
    (c) => c.is('enable.sasl.oauthbearer.unsecure.jwt', 'true'),
    'unsigned tokens are for tests',
  ],
  [
    'statistics-short',
    (c) => c.number('statistics.interval.ms') > 0 && c.number('statistics.interval.ms') < 1000,
    'statistics are made for whole seconds: with many partitions the JSON costs time',
  ],
  [
    'socket-max-fails',
    (c) => c.number('socket.max.fails') !== 1,
    'a connection is kept on which answers are overdue',
  ],
  [
    'client-id-default',
    (c) => (c.given('client.id') ?? 'rdkafka') === 'rdkafka',
    'all clients call themselves rdkafka: quotas, logs and metrics of the brokers cannot tell them apart',
  ],
]

/** What nobody checks and somebody should know, for the values that are in force. */
export function adviseOn(conf: Effective): readonly Advice[] {
  return [...DELIVERY, ...BATCHING, ...CONNECTION]
    .filter(([, applies]) => applies(conf))
    .map(([id, , text]) => ({ id, text }))
}

export const ADVICE_IDS: readonly string[] = [...DELIVERY, ...BATCHING, ...CONNECTION].map(([id]) => id)
