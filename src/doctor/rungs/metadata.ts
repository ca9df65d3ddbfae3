import { Fault, type Found } from '../fault.js'
import { known, type Opened, type State } from '../state.js'
import { NoAnswer } from '../wire/connection.js'
import { type MetadataAnswer, metadata } from '../wire/requests.js'

/** The cluster, as the broker tells it: where every client goes from here. */
export async function checkMetadata(state: State): Promise<Found> {
  state.metadata ??= await askMetadata(state, known(state.opened), state.topic ?? null)
  const { brokers } = state.metadata
  if (brokers.length === 0) {
    throw new Fault(
      'no-brokers',
      'the broker knows of no broker, not even of itself',
      'it has not joined its cluster yet: look into its log, and at controller.quorum.voters',
      ['Metadata: 0 brokers'],
    )
  }
  const list = brokers.map(({ id, host, port }) => `${id} at ${host}:${port}`).join(', ')
  const cluster = 'clusterId' in state.metadata ? `cluster ${state.metadata.clusterId}, ` : ''
  return { text: `${cluster}${brokers.length === 1 ? 'broker' : `${brokers.length} brokers:`} ${list}` }
}

/** @throws Fault (rejects) */
export async function askMetadata(
  state: State,
  { connection, versions }: Opened,
  topic: string | null,
): Promise<MetadataAnswer> {
  try {
    return await connection.ask(metadata(topic, versions), state.patience())
  } catch (error) {
    if (!(error instanceof NoAnswer)) throw error
    throw new Fault(
      'no-metadata',
      'the broker answers, but does not say who else is in its cluster',
      "the broker's log has the reason: it may still be starting, or have no controller",
      [`Metadata: ${error.message}`],
    )
  }
}
