import type { Found } from '../fault.js'
import { known, type State } from '../state.js'
import { openTransport } from '../transport.js'

/** The layer that both sides must agree on; whether it is Kafka that answers is seen in the same breath. */
export async function checkTls(state: State): Promise<Found> {
  state.opened = await openTransport(state, known(state.endpoint))
  return { text: state.opened.text }
}
