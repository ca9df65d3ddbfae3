import { skip } from './security.js'
import type { Translator } from './translator.js'

/** Delivery, batching and connections: what was given, or what Java itself has changed. */
export function translateRest(to: Translator): void {
  const { java } = to
  for (const [name, translate] of Object.entries(TRANSLATIONS)) {
    const isAdjusted = java.notes.some((note) => note.property === name && note.kind === 'adjusted')
    if (java.isSet(name) || isAdjusted) translate(to, name)
  }
  translateCompressionLevel(to)
  for (const [name, [kind, text]] of Object.entries(LEFT)) if (java.isSet(name)) to.note(name, kind, text)
  skip(to, /^(metrics?\.|metrics$)/, "Java's metrics; listen to 'stats' with statistics.interval.ms", 'lost')
}

type Translation = (to: Translator, name: string) => void

/** Name and value are the same on both sides. */
const same: Translation = (to, name) => to.set(name, to.java.text(name))

/** The same name, in librdkafka's range. */
const within =
  (least: number, most: number, name?: string): Translation =>
  (to, from) =>
    to.setClamped(from, name ?? from, least, most)

/** −1 leaves it to the system, which is 0 in librdkafka. */
const socketBuffer =
  (name: string): Translation =>
  (to, from) =>
    to.java.number(from) === -1 ? to.set(name, 0) : to.setClamped(from, name, 0, 100_000_000)

const INT_MAX = 2 ** 31 - 1
const DAY_MS = 3_600_000

export const TRANSLATIONS: Readonly<Record<string, Translation>> = {
  'bootstrap.servers': same,
  'client.id': same,
  'client.dns.lookup': same,
  'enable.metrics.push': same,
  'compression.type': same,
  retries: same,
  acks: (to, name) => to.set(name, to.java.text(name) === '-1' ? 'all' : to.java.text(name)),
  'enable.idempotence': same,
  'transactional.id': same,
  'transaction.timeout.ms': within(1000, INT_MAX),
  'max.in.flight.requests.per.connection': within(1, 1_000_000),
  'linger.ms': within(0, 900_000),
  'batch.size': (to, name) => {
    to.setClamped(name, name, 1, INT_MAX)
    if (to.java.text('compression.type') !== 'none') {
      to.note(
        name,
        'approximate',
        'Java counts compressed bytes, librdkafka uncompressed ones: batches are smaller here',
      )
    }
  },
  'buffer.memory': (to, name) => {
    to.set('queue.buffering.max.kbytes', Math.max(1, Math.floor(to.java.number(name) / 1024)))
    to.note(
      name,
      'approximate',
      'librdkafka counts the bytes of values only, and a full queue refuses instead of waiting',
    )
  },
  'max.request.size': (to, name) => {
    to.setClamped(name, 'message.max.bytes', 1000, 1_000_000_000)
    to.note(
      name,
      'approximate',
      'here it bounds a message with its framing and a batch, not a request of many partitions',
    )
  },
  'delivery.timeout.ms': (to, name) => {
    const value = to.java.number(name)
    if (to.java.isSet('transactional.id') && value > to.java.number('transaction.timeout.ms')) {
      to.note(
        name,
        'approximate',
        'left out: librdkafka fits it to transaction.timeout.ms, above which it may not be',
      )
    } else if (value === 0) to.note(name, 'approximate', 'left out: 0 would be without end in librdkafka')
    else to.set(name, value)
  },
  'request.timeout.ms': (to, name) => {
    to.setClamped(name, 'request.timeout.ms', 1, 900_000)
    const value = to.java.number(name)
    const most = to.java.isSet('transactional.id') ? to.java.number('transaction.timeout.ms') : 300_000
    to.setClamped(name, 'socket.timeout.ms', 10, Math.min(300_000, most), value)
    const text =
      'in librdkafka only how long the broker may wait; how long the client waits is socket.timeout.ms: both are set'
    to.note(name, 'false friend', text)
  },
  'metadata.max.age.ms': (to, name) => {
    const value = to.java.number(name)
    to.setClamped(name, 'topic.metadata.refresh.interval.ms', 1000, DAY_MS, Math.max(value, 0))
    to.note(
      name,
      'false friend',
      "in librdkafka the age of a cache entry; Java's meaning is topic.metadata.refresh.interval.ms",
    )
  },
  'metadata.recovery.strategy': (to, name) => to.set(name, to.java.text(name).toLowerCase()),
  'metadata.recovery.rebootstrap.trigger.ms': within(0, INT_MAX),
  'connections.max.idle.ms': (to, name) =>
    to.setClamped(name, name, 0, INT_MAX, Math.max(0, to.java.number(name))),
  'retry.backoff.ms': within(1, 300_000),
  'retry.backoff.max.ms': within(1, 300_000),
  'reconnect.backoff.max.ms': within(0, DAY_MS),
  'reconnect.backoff.ms': (to, name) => {
    const ceiling = Math.min(DAY_MS, to.java.number('reconnect.backoff.max.ms'))
    to.setClamped(name, name, 0, ceiling)
  },
  'socket.connection.setup.timeout.ms': (to, name) => {
    to.setClamped(name, name, 1000, INT_MAX)
    to.note(name, 'approximate', 'librdkafka counts TLS and SASL as well, and the time does not grow')
  },
  'send.buffer.bytes': socketBuffer('socket.send.buffer.bytes'),
  'receive.buffer.bytes': socketBuffer('socket.receive.buffer.bytes'),
  'partitioner.class': (to, name) => {
    if (to.java.text(name) !== '') to.note(name, 'lost', 'a Java class; the option partitioner has our own')
  },
  'partitioner.ignore.keys': (to, name) => {
    if (to.java.text(name) !== 'true') return
    to.set('partitioner', 'random')
    to.note(name, 'approximate', 'keyed messages are placed at random one by one: smaller batches')
  },
}

/** Given, and nothing to translate it to. */
export const LEFT: Readonly<Record<string, readonly ['lost' | 'approximate' | 'not needed', string]>> = {
  'key.serializer': ['not needed', 'give text or bytes as key; JSON.stringify an object'],
  'value.serializer': ['not needed', 'give text or bytes as value; JSON.stringify an object'],
  'interceptor.classes': ['lost', 'Java classes: wrap produce or send in a function of your own'],
  'config.providers': ['lost', 'placeholders are not resolved'],
  'max.block.ms': [
    'approximate',
    'produce never blocks; send waits for room for 60 s here, or as long as its timeoutMs says',
  ],
  'metadata.max.idle.ms': ['lost', 'librdkafka never forgets an idle topic'],
  'partitioner.adaptive.partitioning.enable': ['lost', 'librdkafka chooses the next sticky partition evenly'],
  'partitioner.availability.timeout.ms': ['lost', 'librdkafka shuts no slow broker out'],
  'socket.connection.setup.timeout.max.ms': ['lost', 'the time for a connection does not grow'],
  'security.providers': ['lost', 'a setting of the JVM'],
  'transaction.two.phase.commit.enable': ['lost', 'librdkafka has no two-phase commit'],
}

const LEVELS: Readonly<Record<string, (level: number) => number>> = {
  gzip: (level) => level,
  // Java's 9 is the fast compressor, every other level the thorough one; librdkafka's default is the fast one.
  lz4: (level) => (level === 9 ? -1 : Math.min(12, Math.max(3, level))),
  zstd: (level) => (level < 0 ? 1 : Math.min(12, level)),
}

/** Three levels in Java, of which the codec's counts; one in librdkafka. */
function translateCompressionLevel(to: Translator): void {
  const { java } = to
  const codec = java.text('compression.type')
  for (const [name, convert] of Object.entries(LEVELS)) {
    const from = `compression.${name}.level`
    if (!java.isSet(from)) continue
    if (name !== codec) {
      to.note(from, 'not needed', `compression.type is ${codec}`)
      continue
    }
    const level = java.number(from)
    to.set('compression.level', convert(level))
    if (name === 'lz4') {
      const text = `Java's 9 is its fast compressor, librdkafka's 9 a slow one: ${level} becomes compression.level=${convert(level)}`
      to.note(from, 'false friend', text)
    } else if (convert(level) !== level) {
      to.note(
        from,
        'approximate',
        `${level} becomes compression.level=${convert(level)}: librdkafka's range is −1 to 12`,
      )
    }
  }
}
