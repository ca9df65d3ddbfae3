import * as z from 'zod/mini'

/** A field with the sentence that docs/bench-results.md says about it. */
export function about<Schema extends z.ZodMiniType>(schema: Schema, text: string): Schema {
  return schema.check(z.describe(text)) as Schema
}

export const positive = () => z.number().check(z.positive())
export const notNegative = () => z.number().check(z.nonnegative())
export const whole = () => z.int().check(z.nonnegative())
/** From 0 to 1. */
export const share = () => z.number().check(z.minimum(0), z.maximum(1))
/** null: not measured, or too few samples. */
export const orNull = <Schema extends z.ZodMiniType>(schema: Schema) => z.nullable(schema)
