import { KafkaError } from '../../errors.js'
import { openProducer } from '../by-producer.js'
import { Fault, type Found } from '../fault.js'
import { known, type State } from '../state.js'

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
    throw new Fault(
      'not-delivered',
      `the test message was not delivered to '${topic}'`,
      error.code === 'TOPIC_AUTHORIZATION_FAILED'
        ? `allow it on the broker: kafka-acls --add --allow-principal User:… --operation Write --topic ${topic}`
        : "the broker's log says more about its own half",
      [`${error.code}: ${error.message}`, ...said.slice(-1).map(({ message }) => `librdkafka: ${message}`)],
    )
  }
}
