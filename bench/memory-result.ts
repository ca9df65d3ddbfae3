// The shape of the memory trials' result files, one an engine.
import { z } from 'zod'
import { originShape } from './result.ts'

const positive = z.number().positive()

export const memorySchema = z.strictObject({
  ...originShape,
  name: z.string(),
  engine: z.enum(['native', 'binding']),
  scale: positive,
  leftOut: z.string().nullable(),
  noBroker: z
    .strictObject({
      seconds: positive,
      bytes: z.int().positive(),
      queueMiB: positive,
      idleMiB: positive,
      peakMiB: positive,
      /** idle + 1.5 × queue + 64 MiB */
      limitMiB: positive,
      accepted: z.int().positive(),
      failed: z.int().min(0),
      refused: z.int().min(0),
      met: z.boolean(),
    })
    .nullable(),
  flat: z
    .strictObject({
      messages: z.int().positive(),
      bytes: z.int().positive(),
      /** Bytes a message, by least squares over the samples after the first fifth. */
      slopeBytes: z.number(),
      /** The slope over all messages, in MiB. */
      growthMiB: z.number(),
      limitMiB: positive,
      met: z.boolean(),
      samples: z.array(z.strictObject({ delivered: z.int().positive(), rssMiB: positive })),
    })
    .nullable(),
})

export type MemoryResult = z.infer<typeof memorySchema>
