// The shape of bench/results/profile/profile.json.
import { z } from 'zod'
import { machineSchema, versionsSchema } from './result.ts'

export const profileSchema = z.strictObject({
  schemaVersion: z.literal(1),
  command: z.string(),
  date: z.iso.datetime(),
  messages: z.int().positive(),
  bytes: z.int().positive(),
  settings: z.record(z.string(), z.string()),
  machine: machineSchema,
  versions: versionsSchema,
  /** Nanoseconds a message on the producing thread, as measured under perf; by place, the largest first. */
  contenders: z.array(
    z.strictObject({
      name: z.string(),
      what: z.string(),
      samples: z.int().positive(),
      threadNs: z.number().positive(),
      places: z.record(z.string(), z.number().nonnegative()),
    }),
  ),
})

export type ProfileResult = z.infer<typeof profileSchema>
