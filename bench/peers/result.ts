// The shape of a race's result file in bench/results/peers. The page and the picture are functions of such files.
import { z } from 'zod'
import { FIGURES, originShape, rangeSchema, slotSchema } from '../result.ts'

const count = z.int().positive()
const settings = z.record(z.string(), z.string())

export const ENTRIES = ['equal', 'best', 'open-loop'] as const

export const raceResultSchema = z.strictObject({
  ...originShape,
  name: z.string(),
  entry: z.enum(ENTRIES),
  nodes: z.union([z.literal(1), z.literal(3)]),
  seed: z.int(),
  rounds: count,
  slotSeconds: z.number().positive(),
  bytes: count,
  partitions: count,
  replicationFactor: count,
  /** Messages a second; null at full speed. */
  rate: count.nullable(),
  contenders: z.array(
    z.strictObject({
      name: z.string(),
      /** In bench/drivers. */
      folder: z.string(),
      what: z.string(),
      why: z.string(),
      unequal: z.string().nullable(),
      settings,
      /** As the client's driver says; null where it could not run. */
      client: z.string().nullable(),
      runtime: z.string().nullable(),
      /** Measured in a slot; chosen by its own speed, so that every slot lasts about as long. */
      messages: count.nullable(),
      /** Why it could not run. */
      leftOut: z.string().nullable(),
      figures: z.partialRecord(z.enum(FIGURES), rangeSchema),
      /** Its rate, in each round divided by the first contender's; null at a set rate. */
      rateToFirst: rangeSchema.nullable(),
    }),
  ),
  slots: z.array(slotSchema),
})

export type RaceResult = z.infer<typeof raceResultSchema>
export type RaceContender = RaceResult['contenders'][number]
