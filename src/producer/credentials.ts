import type { ResolvedConfig } from '../config/resolve.js'
import { describe } from '../describe.js'
import type { Engine } from '../engine/engine.js'
import { KafkaError } from '../errors.js'

/** See `Producer.setSaslCredentials`. */
export function setSaslCredentials(
  { properties }: ResolvedConfig,
  engine: Engine,
  user: unknown,
  password: unknown,
): void {
  const mechanism = properties['sasl.mechanism'] ?? 'none'
  if (!properties['security.protocol']?.startsWith('sasl_') || !/^(PLAIN$|SCRAM-)/.test(mechanism)) {
    throw new KafkaError(
      '_STATE',
      `user and password belong to PLAIN and SCRAM; sasl.mechanism is ${mechanism}`,
    )
  }
  const code = engine.setSaslCredentials(check('user', user), check('password', password))
  if (code !== 0) throw new KafkaError(code)
}

/** Neither is shown: they are easily taken for each other. */
function check(name: string, value: unknown): string {
  if (typeof value === 'string' && value !== '' && !value.includes('\0')) return value
  const got =
    typeof value !== 'string' ? describe(value) : value === '' ? 'an empty text' : 'a text with a NUL'
  throw new KafkaError('_INVALID_ARG', `${name}: expected a text that is not empty, got ${got}`)
}
