import * as z from 'zod/mini'
import { keys, mode } from './result-parts.js'
import { notNegative, orNull, positive, whole } from './schema.js'
import { histogramSchema } from './slot-schema.js'

/**
 * How a run talks with the processes that it starts, drivers of peers included: one line of JSON on stdin, the order;
 * one line of JSON on stdout, the last one, the answer. stdin stays open: when it ends, the run is gone, and the
 * process ends as well. What goes wrong is a text on stderr and an exit code other than 0.
 */
export const slotOrderSchema = z.strictObject({
  role: z.literal('slot'),
  topic: z.string(),
  /** librdkafka's names and lingerbus's own options, as text; secrets may be among them. */
  properties: z.record(z.string(), z.string()),
  payload: z.strictObject({
    kind: z.enum(['json', 'log-lines', 'random', 'file', 'topic']),
    size: orNull(z.strictObject({ min: whole(), max: whole() })),
    /** For `file` and `topic`: a file in the form of `records-file.ts`. */
    file: orNull(z.string()),
    keys,
  }),
  seed: whole(),
  mode,
  warmUpMs: notNegative(),
  /** Exactly one of the two. */
  measuredMs: orNull(positive()),
  messages: orNull(z.int().check(z.positive())),
})

/** Keeps librdkafka's embedded cluster until stdin ends. */
export const clusterOrderSchema = z.strictObject({
  role: z.literal('cluster'),
  brokers: z.int().check(z.positive()),
  rttMs: whole(),
})

export const orderSchema = z.discriminatedUnion('role', [slotOrderSchema, clusterOrderSchema])

export const clusterAnswerSchema = z.strictObject({ bootstrapServers: z.string() })

/** What a slot's process knows. What it cannot know is null. */
export const slotAnswerSchema = z.strictObject({
  versions: z.record(z.string(), z.string()),
  records: z.int().check(z.positive()),
  meanBytes: notNegative(),
  sent: whole(),
  delivered: whole(),
  failed: whole(),
  failure: orNull(z.string()),
  /** The measured time. */
  seconds: positive(),
  messages: whole(),
  bytes: notNegative(),
  intended: orNull(histogramSchema),
  service: histogramSchema,
  lateness: orNull(histogramSchema),
  /** Of all threads within the measured time, in µs. */
  userUs: notNegative(),
  systemUs: notNegative(),
  rssPeakMiB: positive(),
  loopDelay: orNull(z.strictObject({ p50Ms: notNegative(), p99Ms: notNegative(), maxMs: notNegative() })),
  requests: orNull(
    z.strictObject({
      perSecond: notNegative(),
      messages: orNull(notNegative()),
      bytes: orNull(notNegative()),
      compressionRatio: orNull(notNegative()),
      queueMs: orNull(notNegative()),
      outbufMs: orNull(notNegative()),
      wireMs: orNull(notNegative()),
    }),
  ),
})

export type SlotOrder = z.infer<typeof slotOrderSchema>
export type ClusterOrder = z.infer<typeof clusterOrderSchema>
export type SlotAnswer = z.infer<typeof slotAnswerSchema>
