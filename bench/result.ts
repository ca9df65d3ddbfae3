// The shape of a result file. Whatever is printed or drawn is a function of such files.
import { z } from 'zod'

const positive = z.number().positive()
const notNegative = z.number().min(0)
export const rangeSchema = z.strictObject({ median: z.number(), min: z.number(), max: z.number() })

const machineSchema = z.strictObject({
  cpu: z.string(),
  cores: z.int().positive(),
  memoryGiB: positive,
  os: z.string(),
})

const versionsSchema = z.strictObject({
  lingerbus: z.string(),
  node: z.string(),
  librdkafka: z.string(),
  kafka: z.string(),
  '@confluentinc/kafka-javascript': z.string(),
  gcc: z.string().nullable(),
})

/** What one run of one contender gave. */
export const slotSchema = z.strictObject({
  round: z.int().positive(),
  contender: z.string(),
  settings: z.record(z.string(), z.string()),
  messages: z.int().positive(),
  loadBefore: notNegative,
  /** Of the machine's CPU time during the slot, what its host gave to others. */
  stealShare: notNegative,
  /** Why it does not count. */
  void: z.string().nullable(),
  /** Messages a second, from the first call to the last report. */
  rate: positive.optional(),
  seconds: positive.optional(),
  /** User and system time of all threads. */
  userSeconds: notNegative.optional(),
  systemSeconds: notNegative.optional(),
  /** Of the two, what the thread took that produces and takes the reports. */
  threadSeconds: notNegative.optional(),
  /** User and system time of all threads in µs a message; of that one thread. */
  cpuUs: notNegative.optional(),
  threadUs: notNegative.optional(),
  rssPeakMiB: positive.optional(),
  p50Us: positive.optional(),
  p99Us: positive.optional(),
  loopDelayP99Ms: notNegative.optional(),
  loopDelayMaxMs: notNegative.optional(),
})

export const FIGURES = [
  'rate',
  'cpuUs',
  'threadUs',
  'rssPeakMiB',
  'p50Us',
  'p99Us',
  'loopDelayP99Ms',
] as const

const bound = z.union([z.strictObject({ atLeast: positive }), z.strictObject({ atMost: positive })])

/** `of` alone; divided by `to`; or the share of it that is left beside others. */
export const goalSchema = z.strictObject({
  line: z.string(),
  figure: z.enum(FIGURES),
  of: z.string(),
  to: z.string().optional(),
  beside: z.array(z.string()).readonly().optional(),
  bound,
})

export const verdictSchema = goalSchema.extend({
  /** null: a contender that it needs could not run */
  value: rangeSchema.nullable(),
  met: z.boolean().nullable(),
})

/** What every result says of how it was made. */
export const originShape = {
  schemaVersion: z.literal(1),
  command: z.string(),
  date: z.iso.datetime(),
  machine: machineSchema,
  versions: versionsSchema,
}

export const resultSchema = z.strictObject({
  ...originShape,
  name: z.string(),
  /** Of the trial in its table, and so on the page. */
  place: z.int().positive(),
  title: z.string(),
  target: z.enum(['mock', 'broker']),
  seed: z.int(),
  rounds: z.int().positive(),
  /** 1: the full number of messages; less is a try, which proves nothing. */
  scale: positive,
  messages: z.int().positive(),
  warmUp: z.int().positive(),
  bytes: z.int().positive(),
  settings: z.record(z.string(), z.string()),
  contenders: z.array(
    z.strictObject({
      name: z.string(),
      what: z.string(),
      /** Of the trial's messages, how many it sends. */
      share: positive.max(1),
      /** Why it could not run. */
      leftOut: z.string().nullable(),
      figures: z.partialRecord(z.enum(FIGURES), rangeSchema),
      /** Its rate, in each round divided by the first contender's. */
      rateToFirst: rangeSchema.nullable(),
    }),
  ),
  goals: z.array(verdictSchema),
  slots: z.array(slotSchema),
})

export type Goal = z.infer<typeof goalSchema>
export type Verdict = z.infer<typeof verdictSchema>
export type Slot = z.infer<typeof slotSchema>
export type Range = z.infer<typeof rangeSchema>
export type Result = z.infer<typeof resultSchema>
