// Writes the table of alarms into docs/going-live.md: the codes' texts and whether they pass come from src/errors.ts.
// Run: node --import tsx scripts/going-live.ts
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { KafkaError } from '../src/errors.js'
import { table, withBlocks } from './blocks.js'

type Who = 'nobody' | 'the service' | 'whoever runs Kafka' | 'whoever runs the network' | 'security'

/** Code, where it shows, what it means, who must act, and what they do. */
export const ALARMS: readonly (readonly [string, string, string, Who, string])[] = [
  [
    '_TRANSPORT',
    '`error`, report',
    'a broker cannot be reached, or hung up',
    'nobody',
    'alarm when it lasts: then it is the network or the broker',
  ],
  [
    '_RESOLVE',
    '`error`',
    'a name of `bootstrap.servers` has no address',
    'whoever runs the network',
    'DNS; a typo in the setting',
  ],
  [
    '_ALL_BROKERS_DOWN',
    '`error`',
    'no broker answers at all',
    'whoever runs Kafka',
    'messages wait until `message.timeout.ms`; see that the queue is large enough for that time',
  ],
  ['_SSL', '`error`', 'the TLS handshake failed', 'security', 'certificate, CA, host name'],
  [
    '_AUTHENTICATION',
    '`error`',
    'user, password or token was refused',
    'security',
    'it does not pass by itself: renew the credentials',
  ],
  [
    'TOPIC_AUTHORIZATION_FAILED',
    'report',
    'this user may not write to the topic',
    'security',
    'grant Write and Describe on the topic',
  ],
  [
    'CLUSTER_AUTHORIZATION_FAILED',
    '`fatal`',
    'this user may not produce idempotently (brokers before 2.8)',
    'security',
    'grant IdempotentWrite on the cluster',
  ],
  [
    'UNKNOWN_TOPIC_OR_PART',
    'report',
    'the topic does not exist',
    'whoever runs Kafka',
    'create it, or allow brokers to',
  ],
  [
    '_UNKNOWN_PARTITION',
    'thrown, report',
    'the message names a partition that the topic has not',
    'the service',
    'leave `partition` out, or ask `metadata`',
  ],
  [
    '_MSG_TIMED_OUT',
    'report',
    'no answer within `message.timeout.ms`; `status` says whether it may have been written',
    'whoever runs Kafka',
    'the service decides: a dead letter, a retry by its own rules',
  ],
  [
    '_QUEUE_FULL',
    'thrown',
    'messages come faster than brokers take them',
    'the service',
    'hold back (`drained`, `send`); more often than now and then: capacity',
  ],
  [
    'MSG_SIZE_TOO_LARGE',
    'thrown, report',
    'larger than `message.max.bytes` here, or there',
    'the service',
    'split it, or raise the limit of producer, topic and consumers together',
  ],
  [
    'INVALID_RECORD',
    'report',
    'the broker refuses this record (a key is missing in a compacted topic, a time stamp is out of bounds)',
    'the service',
    'its neighbours in the batch fail with `_INVALID_DIFFERENT_RECORD`, and may be sent again',
  ],
  [
    'NOT_ENOUGH_REPLICAS',
    'report',
    'fewer replicas in sync than `min.insync.replicas`, until the retries were used up (otherwise `_MSG_TIMED_OUT`)',
    'whoever runs Kafka',
    'a broker is missing',
  ],
  [
    '_PURGE_QUEUE',
    'report',
    'given up by `purge`, `close` after its time, or a fatal error; never sent',
    'the service',
    'send it elsewhere, or count it as lost',
  ],
  [
    '_PURGE_INFLIGHT',
    'report',
    'the same, but it may have been written',
    'the service',
    'a retry may duplicate it',
  ],
  [
    '_FATAL',
    'thrown',
    'the producer has had a fatal error and takes nothing any more',
    'the service',
    'close it and open another one; the `fatal` event has said why',
  ],
  [
    'OUT_OF_ORDER_SEQUENCE_NUMBER',
    '`fatal`',
    'a broker lost what it had acknowledged',
    'whoever runs Kafka',
    'unclean leader election, or a log that was cut',
  ],
  [
    '_GAPLESS_GUARANTEE',
    '`fatal`',
    'a message failed for good, and `enable.gapless.guarantee` promises no gap',
    'the service',
    'look at that message; then as with every fatal error',
  ],
  [
    '_FENCED',
    '`fatal`',
    'another producer has the same `transactional.id`',
    'the service',
    'end this one; two instances share an id',
  ],
]

export function renderGoingLive(page: string): string {
  const rows = ALARMS.map(([code, where, meaning, who, what]) => {
    const { message, retriable } = new KafkaError(code)
    return [
      `\`${code}\``,
      message.replace(/^(Local|Broker): /, ''),
      where,
      retriable ? 'yes' : 'no',
      meaning,
      who,
      what,
    ]
  })
  const heads = ['code', "librdkafka's text", 'shows as', 'may pass', 'means', 'who acts', 'and does']
  return withBlocks(page, { alarms: table(heads, rows) })
}

const file = new URL('../docs/going-live.md', import.meta.url)
if (process.argv[1] === fileURLToPath(import.meta.url))
  writeFileSync(file, renderGoingLive(readFileSync(file, 'utf8')))
