import { ConfigError, KafkaError } from '../../errors.js'
import { Fault, type Found } from '../fault.js'
import type { State } from '../state.js'

/** The settings themselves: what `new Producer` would refuse. */
export async function checkConfiguration(state: State): Promise<Found> {
  try {
    state.config = state.resolve()
  } catch (error) {
    if (!KafkaError.is(error)) throw error
    const problems = ConfigError.is(error) ? error.problems : [error.message]
    throw new Fault(
      'settings',
      problems.length === 1 ? problems[0]! : `${problems.length} settings are wrong`,
      'correct them; lingerbus config list WORD finds a setting by a word',
      problems.length === 1 ? [] : problems,
    )
  }
  const { properties, preset, warnings } = state.config
  if (Number(properties['test.mock.num.brokers'] ?? 0) > 0) {
    throw new Fault(
      'embedded-brokers',
      'test.mock.num.brokers: the brokers live inside the producer, there is nothing to reach',
      'leave it out and set bootstrap.servers',
    )
  }
  const protocol = (properties['security.protocol'] ?? 'plaintext').toUpperCase()
  return { text: `${properties['bootstrap.servers']} over ${protocol}, preset ${preset}`, evidence: warnings }
}
