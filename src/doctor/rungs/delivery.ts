import { KafkaError } from '../../errors.js'
import { openProducer } from '../by-producer.js'
import { Fault, type Found } from '../fault.js'
import { known, type State, unreached } from '../state.js'

const TEXT = 'a test message of lingerbus doctor'

/** The whole way, by the user's own producer. */
export async function checkDelivery(state: State): Promise<Found> {
  const { producer, said } = openProducer(state)
  const topic = known(state.topic)
  try {
    const message = { topic, key: 'lingerbus-doctor', value: TEXT }
    const { partition, offset, latencyMs } = await producer.send(message, { timeoutMs: state.timeoutMs })
    const where = offset === null ? `partition ${partition}` : `partition ${partition}, offset ${offset}`
    return { text: `delivered to '${topic}', ${where}, after ${Math.round(latencyMs)} ms` }
  } catch (error) {
    if (!KafkaError.is(error)) throw error
    const silent = unreached(state)
    throw new Fault(
      'not-delivered',
      `the test message was not delivered to '${topic}'`,
      mendOf(error, topic, silent.length > 0),
      [
        `${error.code}: ${error.message}`,
        ...said.slice(-1).map(({ message }) => `librdkafka: ${message}`),
        ...silent,
      ],
    )
  }
}

function mendOf({ code }: KafkaError, topic: string, isSomeoneSilent: boolean): string {
  if (code === 'TOPIC_AUTHORIZATION_FAILED') {
    return `allow it on the broker: kafka-acls --add --allow-principal User:… --operation Write --topic ${topic}`
  }
  return isSomeoneSilent
    ? 'see to the addresses that do not answer: librdkafka waits socket.connection.setup.timeout.ms for each that it tries'
    : "the broker's log says more about its own half"
}
