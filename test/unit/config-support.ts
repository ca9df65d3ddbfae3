import { resolveConfig } from '../../src/config/resolve.js'
import { ConfigError } from '../../src/errors.js'

/** The problems that resolveConfig lists, without their reasons; fails when it accepts the options or throws something else. */
export function problemsOf(options: unknown): readonly string[] {
  try {
    resolveConfig(options)
  } catch (error) {
    if (error instanceof ConfigError && error.code === '_INVALID_ARG')
      return error.details.map(({ text }) => text)
    throw error
  }
  throw new Error('accepted')
}
