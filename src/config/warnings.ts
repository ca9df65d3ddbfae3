import type { Setting } from './layers.js'
import { findProperty } from './schema.js'

/** Nothing in librdkafka reads these any more, whatever its manual says. */
export const DEAD: readonly string[] = [
  'topic.metadata.refresh.sparse',
  'topic.metadata.refresh.fast.cnt',
  'metadata.request.timeout.ms',
  'socket.blocking.max.ms',
  'reconnect.backoff.jitter.ms',
  'produce.offset.report',
]

/** All that is warned about: what the user set to no effect, or in the way of a later librdkafka. */
export function findWarnings(user: ReadonlyMap<string, Setting>): string[] {
  const warnings: string[] = []
  for (const [name, { as }] of user) {
    if (DEAD.includes(name))
      warnings.push(`${as}: has no effect, librdkafka no longer reads it; leave it out`)
    else if (findProperty(name)?.deprecated) {
      warnings.push(`${as}: deprecated, a later librdkafka may refuse it; leave it out if you can`)
    }
  }
  return warnings
}

const said = new Set<string>()

/** Once a process for each: a service makes its producers again and again. */
export function warnOnce(warnings: readonly string[]): void {
  for (const warning of warnings) {
    if (said.has(warning)) continue
    said.add(warning)
    process.emitWarning(warning, { type: 'LingerbusWarning', code: 'DEAD_PROPERTY' })
  }
}
