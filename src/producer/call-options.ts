import { describe } from '../describe.js'
import { KafkaError } from '../errors.js'

/**
 * The options of a call, each read once.
 * @throws KafkaError `_INVALID_ARG` for what is no object, has other names, or cannot be read
 */
export function readOptions<Name extends string>(
  options: unknown,
  names: readonly Name[],
): Partial<Record<Name, unknown>> {
  const expected = `{ ${names.join(', ')} }`
  if (typeof options !== 'object' || options === null) {
    throw new KafkaError('_INVALID_ARG', `options must be an object: ${expected}, got ${describe(options)}`)
  }
  const values: Partial<Record<Name, unknown>> = {}
  let unknown: string | undefined
  try {
    unknown = Object.keys(options).find((name) => !names.includes(name as Name))
    for (const name of names) values[name] = (options as Record<Name, unknown>)[name]
  } catch (cause) {
    throw new KafkaError('_INVALID_ARG', `the options cannot be read: a getter or a proxy threw`, { cause })
  }
  if (unknown !== undefined) throw new KafkaError('_INVALID_ARG', `options are ${expected}, got '${unknown}'`)
  return values
}
