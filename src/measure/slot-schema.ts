import * as z from 'zod/mini'
import { audit } from './result-parts.js'
import { about, notNegative, orNull, positive, share, whole } from './schema.js'

export const histogramSchema = z.strictObject({
  count: whole(),
  sum: about(notNegative(), 'In µs, exact.'),
  min: whole(),
  max: whole(),
  buckets: about(
    z.readonly(z.array(z.readonly(z.tuple([whole(), whole()])))),
    '`[index, count]`. An index below 256 is the value itself; above, it holds the values from (128 + index mod 128) × 2^s up to 2^s more, s = index ÷ 128, rounded down, − 1. Histograms are added up bucket by bucket.',
  ),
})

const percentile = (text: string) => about(orNull(notNegative()), text)

const latencySchema = z.strictObject({
  histogram: histogramSchema,
  meanUs: percentile('µs.'),
  p50Us: percentile('µs; a percentile is null unless ten samples lie beyond it.'),
  p90Us: percentile('µs.'),
  p95Us: percentile('µs.'),
  p99Us: percentile('µs; from 1,000 samples on.'),
  p999Us: percentile('µs; from 10,000 samples on.'),
  maxUs: percentile('µs.'),
})

/** One run of one contender, in a process of its own. */
export const slotSchema = z.strictObject({
  block: about(z.int().check(z.positive()), 'Slots of the same block ran one after the other.'),
  contender: about(z.string(), 'Its name among `contenders`.'),
  settings: about(z.record(z.string(), z.string()), "The contender's: name → value."),
  startedAt: about(z.iso.datetime(), 'UTC.'),
  void: about(
    orNull(
      z.strictObject({
        rule: z.enum(['broken', 'audit', 'failed-reports', 'lateness', 'steal']),
        reason: about(z.string(), 'In words.'),
      }),
    ),
    'Why the slot does not count, or null. Its figures stay, where there are any. `broken`: it could not be run.',
  ),
  seconds: about(orNull(positive()), 'Measured ones: from the end of the warm-up to the end of sending.'),
  messages: about(orNull(whole()), 'Delivered within these seconds.'),
  rate: about(orNull(notNegative()), 'Messages a second: `messages` ÷ `seconds`.'),
  mbPerSecond: about(orNull(notNegative()), 'Keys and values, 10^6 bytes a second.'),
  intended: about(
    orNull(latencySchema),
    'From when a message was due to its report; null except in mode `rate`.',
  ),
  service: about(orNull(latencySchema), 'From the call of produce to the report.'),
  lateness: about(
    orNull(latencySchema),
    'From when a message was due to the call, of those that no full queue held up; null except in mode `rate`.',
  ),
  cpuUserUs: about(orNull(notNegative()), 'µs a message, all threads of the process.'),
  cpuSystemUs: about(orNull(notNegative()), 'µs a message, all threads of the process.'),
  cpuUs: about(orNull(notNegative()), 'The two together.'),
  rssPeakMiB: about(orNull(positive()), 'Of the process, from its start.'),
  loopDelayP50Ms: about(orNull(notNegative()), "The event loop's delay, Node's sampling period taken off."),
  loopDelayP99Ms: orNull(notNegative()),
  loopDelayMaxMs: orNull(notNegative()),
  requestsPerSecond: about(
    orNull(notNegative()),
    "Produce requests, from librdkafka's statistics, as are the next six.",
  ),
  messagesPerRequest: orNull(notNegative()),
  bytesPerRequest: about(orNull(notNegative()), 'On the wire, with everything around the messages.'),
  compressionRatio: about(
    orNull(notNegative()),
    'Bytes of keys and values ÷ bytes on the wire: below 1 where nothing is compressed.',
  ),
  queueMs: about(
    orNull(notNegative()),
    'Mean time from the call until a batch is made of it (`int_latency`).',
  ),
  outbufMs: about(
    orNull(notNegative()),
    'Mean time of a request until it is written to the socket (`outbuf_latency`).',
  ),
  wireMs: about(orNull(notNegative()), "Mean time from there to the broker's answer (`rtt`)."),
  loadBefore: about(notNegative(), "The system's load average over a minute, before the slot."),
  stealShare: about(share(), "Of the machine's CPU time during the slot, what its host gave to others."),
  audit: orNull(audit),
})

export type Slot = z.infer<typeof slotSchema>
