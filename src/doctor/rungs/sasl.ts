import { loginByProducer } from '../by-producer.js'
import { Fault, type Found } from '../fault.js'
import { login, mechanismOf, offeredMechanisms } from '../login.js'
import { known, type State, usesSasl } from '../state.js'
import { openTransport } from '../transport.js'

/** Who we are: the mechanism, then the credentials; or that nobody asks. */
export async function checkSasl(state: State): Promise<Found> {
  const opened = known(state.opened)
  if (!usesSasl(state)) return checkWithout(state)
  const mechanism = mechanismOf(state)
  if (await login(state, opened)) return { text: `logged in with ${mechanism}` }
  state.metadata = await loginByProducer(state, mechanism, state.patience())
  return { text: `librdkafka logged in with ${mechanism}` }
}

/** On a connection of its own: the question is no part of a conversation without SASL. */
async function checkWithout(state: State): Promise<Found> {
  const offered = await offeredMechanisms(state, await openTransport(state, known(state.endpoint)))
  if (offered === null) return { text: 'none, as configured' }
  throw new Fault(
    'sasl-expected',
    'this listener wants a login, and the settings have none',
    `set sasl.mechanism to ${offered.join(' or ')}, with sasl.username and sasl.password, and security.protocol to sasl_plaintext or sasl_ssl`,
    [`the broker offers: ${offered.join(', ')}`],
  )
}
