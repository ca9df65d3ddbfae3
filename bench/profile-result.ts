// The shape of bench/results/profile/profile.json.
import { z } from 'zod'
import { originShape } from './result.ts'

export const profileSchema = z.strictObject({
  ...originShape,
  messages: z.int().positive(),
  bytes: z.int().positive(),
  settings: z.record(z.string(), z.string()),
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
