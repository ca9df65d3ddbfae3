import * as z from 'zod/mini'
import { about, notNegative, orNull, positive, share, whole } from './schema.js'

export const machine = z.strictObject({
  cpu: z.string(),
  cores: about(z.int().check(z.positive()), 'Logical ones.'),
  memoryGiB: positive(),
  os: z.string(),
})

export const versions = z.strictObject({
  lingerbus: z.string(),
  node: z.string(),
})

export const target = about(
  z.strictObject({
    kind: about(
      z.enum(['embedded', 'broker']),
      "`embedded`: librdkafka's mock cluster in a process of its own on the same machine. It keeps nothing on disk.",
    ),
    brokers: about(z.int().check(z.positive()), 'How many answered.'),
    partitions: about(z.int().check(z.positive()), 'Of the topic.'),
    replicationFactor: orNull(z.int().check(z.positive())),
    rttMs: about(orNull(notNegative()), '`test.mock.broker.rtt` of the embedded cluster, in ms.'),
    ownTopic: about(
      z.boolean(),
      'Each slot had a topic of its own, removed afterwards; false: an existing one, named by the user.',
    ),
  }),
  'Where the messages went. Addresses are left out.',
)

export const mode = about(
  z.discriminatedUnion('kind', [
    z.strictObject({
      kind: about(
        z.literal('rate'),
        'Open loop: message i is due at t0 + i ÷ rate, whatever became of the earlier ones.',
      ),
      messagesPerSecond: positive(),
    }),
    z.strictObject({
      kind: about(
        z.literal('full-speed'),
        'Closed loop: as fast as the queue takes them. Its latencies are those of a full queue.',
      ),
    }),
    z.strictObject({
      kind: about(z.literal('outstanding'), 'Closed loop: the next one when a report comes.'),
      outstanding: z.int().check(z.positive()),
    }),
  ]),
  'What decides when a message is sent.',
)

export const keys = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('none') }),
  z.strictObject({ kind: z.literal('uniform'), count: z.int().check(z.positive()) }),
  z.strictObject({
    kind: about(z.literal('zipf'), 'The k-th key is drawn with a weight of 1 ÷ k.'),
    count: z.int().check(z.positive()),
  }),
  z.strictObject({ kind: about(z.literal('own'), "The records' own keys.") }),
])

export const payload = about(
  z.strictObject({
    kind: z.enum(['json', 'log-lines', 'random', 'file', 'topic']),
    size: about(
      orNull(z.strictObject({ min: whole(), max: whole() })),
      'Bytes of a value, drawn evenly from min to max; null: as the records are.',
    ),
    records: about(z.int().check(z.positive()), 'Different values, used in turn.'),
    meanBytes: about(notNegative(), 'Of a key and value together, over these records.'),
    keys,
  }),
  'What was sent; made from the seed, or read. Names of files and topics are left out.',
)

export const rules = z.strictObject({
  maxStealShare: about(share(), "Of the machine's CPU time during the slot, what its host gave to others."),
  maxLatenessP99Us: about(positive(), 'Mode `rate`: how late the generator was, apart from a full queue.'),
  failedReports: about(z.literal(0), 'A message that failed makes the slot void.'),
  audit: about(
    z.literal('exact'),
    'Sent = reported = in the log; with an existing topic, at least as many in the log.',
  ),
})

export const audit = about(
  z.strictObject({
    sent: about(whole(), 'Accepted by the producer, with the warm-up.'),
    delivered: about(whole(), 'Reports without an error.'),
    failed: about(whole(), 'Reports with one.'),
    inLog: about(
      orNull(whole()),
      "Growth of the partitions' end offsets (ListOffsets); null where nobody answered.",
    ),
  }),
  'Of all messages of the slot.',
)
