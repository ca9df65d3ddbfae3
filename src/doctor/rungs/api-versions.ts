import { Fault, type Found } from '../fault.js'
import { known, type State } from '../state.js'
import { METADATA, PRODUCE } from '../wire/requests.js'

/** Kafka 0.11's: message format 2, with headers. */
const LEAST = new Map([
  [PRODUCE, 3],
  [METADATA, 4],
])

/** Whether this is a broker, and one that is new enough. */
export async function checkApiVersions(state: State): Promise<Found> {
  const { versions } = known(state.opened)
  const spoken = `${versions.size} kinds of requests`
  if (!versions.has(PRODUCE) || !versions.has(METADATA)) {
    throw new Fault(
      'controller-listener',
      'this listener is for controllers: it takes no messages',
      "set bootstrap.servers to a broker's listener, one of listeners that is not in controller.listener.names",
      [`ApiVersions: ${spoken}, without Produce or Metadata`],
    )
  }
  for (const [key, least] of LEAST) {
    const [, newest] = versions.get(key)!
    if (newest < least) {
      throw new Fault('too-old', 'the broker is older than Kafka 0.11', 'upgrade the broker', [
        `ApiVersions: request ${key} up to version ${newest}, ${least} is needed`,
      ])
    }
  }
  return { text: `a broker; ${spoken}, Produce up to version ${versions.get(PRODUCE)![1]}` }
}
