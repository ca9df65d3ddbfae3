import * as z from 'zod/mini'
import { type audit, machine, mode, payload, rules, target, versions } from './result-parts.js'
import { about, share, whole } from './schema.js'
import { slotSchema } from './slot-schema.js'

const contenderSchema = z.strictObject({
  name: about(
    z.string(),
    'Unique; for `--vary` the settings that differ, as `linger.ms=5 batch.size=16384`.',
  ),
  settings: about(
    z.record(z.string(), z.string()),
    'What sets it apart: name → value. Empty where nothing does (an A/A run).',
  ),
  client: about(z.string(), 'What produced: `lingerbus`, or the name of a peer.'),
  versions: about(
    z.record(z.string(), z.string()),
    'What the client said of itself: name → version; of lingerbus `engine` and `librdkafka`.',
  ),
  effective: about(
    z.record(z.string(), z.string()),
    "All values in force that are not librdkafka's own default, with the preset's and ours; secrets as `[hidden]`, brokers left out.",
  ),
})

/** The shape of a result file. Whatever is printed or drawn is a function of such files. */
export const resultSchema = z.strictObject({
  schemaVersion: about(z.literal(1), 'Counts up when a reader of this version would misread the file.'),
  kind: about(
    z.enum(['bench', 'aa', 'tune', 'peers']),
    '`aa`: all contenders are the same, and what is found between them is noise.',
  ),
  title: about(z.string(), 'The question, in a line.'),
  command: about(z.string(), 'What was typed, without secrets and addresses.'),
  startedAt: about(z.iso.datetime(), 'UTC.'),
  seconds: about(z.number().check(z.nonnegative()), 'The whole run, with making topics and warming up.'),
  interrupted: about(
    z.boolean(),
    'Ended before the last slot: what is there counts, blocks may be incomplete.',
  ),
  seed: about(whole(), 'Of the order, the payload and the bootstrap: the same seed draws the same.'),
  machine: about(machine, 'Where the producers ran.'),
  versions,
  target,
  mode,
  payload,
  blocks: about(
    whole(),
    'Asked for. In each every contender has one slot, in an order drawn anew; one that is void for lateness or steal may have another at the end of its block, and then that one counts.',
  ),
  slotSeconds: about(
    z.nullable(z.number().check(z.positive())),
    'Measured seconds of a slot; null where `slotMessages` bounds it.',
  ),
  slotMessages: about(
    z.nullable(whole()),
    'Measured messages of a slot; null where `slotSeconds` bounds it.',
  ),
  warmUpSeconds: about(
    z.number().check(z.nonnegative()),
    'Sent at the same pace before the clock starts, and dropped.',
  ),
  rules: about(rules, 'When a slot is void; fixed before the first one.'),
  confidence: about(share(), 'Of the intervals, over all comparisons of the run together.'),
  contenders: about(
    z.array(contenderSchema).check(z.minLength(1)),
    'In the order asked for; the first is what the others are compared with.',
  ),
  slots: about(z.array(slotSchema), 'In the order in which they ran.'),
})

export type Result = z.infer<typeof resultSchema>
export type ContenderResult = z.infer<typeof contenderSchema>
export type Mode = z.infer<typeof mode>
export type Payload = z.infer<typeof payload>
export type Rules = z.infer<typeof rules>
export type Machine = z.infer<typeof machine>
export type Audit = z.infer<typeof audit>
export type { Slot } from './slot-schema.js'

/**
 * Reads the text of a result file.
 * @param name what the text is called in the error
 * @throws ResultError that says where it is not of the shape
 */
export function readResult(text: string, name: string): Result {
  let data: unknown
  try {
    data = JSON.parse(text)
  } catch (error) {
    throw new ResultError(`${name} is no JSON: ${(error as Error).message}`)
  }
  const version = (data as { schemaVersion?: unknown } | null)?.schemaVersion
  if (typeof version === 'number' && version > 1) {
    throw new ResultError(
      `${name} was written by a newer lingerbus: expected schemaVersion 1, got ${version}; update this one to read it`,
    )
  }
  if (version !== 1) {
    throw new ResultError(
      `${name} is no result of lingerbus bench: expected schemaVersion 1, got ${String(version)}`,
    )
  }
  const read = resultSchema.safeParse(data)
  if (read.success) return withKnownContenders(read.data, name)
  const { path, message } = read.error.issues[0]!
  throw new ResultError(`${name}: ${path.join('.')}: ${message}`)
}

/** What is summed up by contender must neither be counted twice nor be left out. */
function withKnownContenders(result: Result, name: string): Result {
  const names = result.contenders.map((contender) => contender.name)
  const twice = names.find((each, at) => names.indexOf(each) !== at)
  if (twice !== undefined) throw new ResultError(`${name}: contenders: "${twice}" is there twice`)
  const at = result.slots.findIndex(({ contender }) => !names.includes(contender))
  if (at < 0) return result
  throw new ResultError(
    `${name}: slots.${at}.contender: "${result.slots[at]!.contender}" is none of the contenders`,
  )
}

/** A file that is no result, or of another version. */
export class ResultError extends Error {
  override name = 'ResultError'
}
