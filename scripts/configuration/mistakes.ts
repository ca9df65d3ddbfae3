import { resolveConfig } from '../../src/config/resolve.js'
import { ConfigError } from '../../src/errors.js'

/** What a new user writes, and the words of the message that lead to the mend. */
export const MISTAKES: readonly (readonly [what: string, options: Record<string, unknown>, mend: string])[] =
  [
    ['no broker at all', { acks: 'all' }, "as in 'localhost:9092'"],
    ['a URL instead of an address', { brokers: ['http://kafka:9092'] }, 'host:port'],
    ['a blank between addresses', { 'bootstrap.servers': 'a:9092 b:9092' }, 'separated by commas'],
    ['a port that is none', { brokers: ['kafka:99092'] }, 'port from 1 to 65535'],
    ['camel case', { brokers: ['kafka:9092'], lingerMs: 5 }, 'did you mean linger.ms?'],
    ["kafkajs's word", { brokers: ['kafka:9092'], clientId: 'orders' }, 'did you mean client.id?'],
    [
      'a slip of the finger',
      { brokers: ['kafka:9092'], 'compresion.type': 'lz4' },
      'did you mean compression.type?',
    ],
    ['a unit in a number', { brokers: ['kafka:9092'], 'linger.ms': '5ms' }, 'no unit'],
    ['an exponent', { brokers: ['kafka:9092'], 'batch.size': '1e6' }, 'exponent'],
    [
      'a number that wraps around',
      { brokers: ['kafka:9092'], 'delivery.timeout.ms': 2 ** 32 + 1 },
      'to 2147483647',
    ],
    ['acks by a count', { brokers: ['kafka:9092'], acks: 2 }, 'one of -1, all, 0, 1'],
    ['yes for true', { brokers: ['kafka:9092'], 'enable.idempotence': 'yes' }, 'true or false'],
    [
      'a codec that Kafka does not have',
      { brokers: ['kafka:9092'], 'compression.type': 'brotli' },
      'one of none, gzip, snappy, lz4, zstd',
    ],
    [
      'idempotence with acks=1',
      { brokers: ['kafka:9092'], 'enable.idempotence': true, acks: 1 },
      'acks: expected all',
    ],
    [
      'idempotence with much in flight',
      { brokers: ['kafka:9092'], 'enable.idempotence': true, 'max.in.flight': 10 },
      'at most 5',
    ],
    [
      'one property in two spellings',
      { brokers: ['kafka:9092'], 'linger.ms': 5, 'queue.buffering.max.ms': 10 },
      'the same property',
    ],
    [
      'a linger longer than a message lives',
      { brokers: ['kafka:9092'], 'linger.ms': 5000, 'message.timeout.ms': 5000 },
      'less than message.timeout.ms=5000',
    ],
    [
      "Java's time-out in a transaction",
      { brokers: ['kafka:9092'], 'transactional.id': 't', 'delivery.timeout.ms': 120_000 },
      'at most 60000',
    ],
    [
      'a login without a mechanism',
      { brokers: ['kafka:9092'], 'security.protocol': 'sasl_ssl' },
      'one of PLAIN, SCRAM-SHA-256',
    ],
    [
      'a login without a password',
      { brokers: ['kafka:9092'], sasl: { mechanism: 'PLAIN', username: 'u' } },
      'sasl.password: missing',
    ],
    [
      'a path where a certificate is expected',
      { brokers: ['kafka:9092'], ssl: { ca: './ca.pem' } },
      'ssl.ca.location',
    ],
    [
      "Java's trust store",
      { brokers: ['kafka:9092'], 'ssl.truststore.location': 'trust.jks' },
      'ssl.ca.location',
    ],
    ["Java's memory", { brokers: ['kafka:9092'], 'buffer.memory': 33_554_432 }, 'queue.buffering.max.kbytes'],
    ["a consumer's property", { brokers: ['kafka:9092'], 'group.id': 'g' }, "a consumer's property"],
    ["librdkafka's callback", { brokers: ['kafka:9092'], dr_msg_cb: () => {} }, 'give produce() a callback'],
    ['a preset that does not exist', { brokers: ['kafka:9092'], preset: 'fast' }, 'one of balanced, durable'],
  ]

/** What `new Producer` says to it. */
export function messageFor(options: Record<string, unknown>): string {
  try {
    resolveConfig(options)
  } catch (error) {
    if (error instanceof ConfigError) return error.problems.join('\n')
    throw error
  }
  throw new Error(`accepted: ${JSON.stringify(options)}`)
}
