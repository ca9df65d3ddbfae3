import type { Metadata } from '../engine/engine.js'
import { KafkaError } from '../errors.js'
import type { Producer } from '../producer.js'
import { Fault } from './fault.js'
import { type State, unreached } from './state.js'

/** librdkafka's text where it never came to the broker; its code is that of a refusal. */
const NO_TOKEN = /acquire SASL OAUTHBEARER token/

/** A producer as the user's, to be closed at the end. `said` is what it says of its brokers meanwhile. */
export function openProducer(state: State): { producer: Producer; said: KafkaError[] } {
  const producer = state.open()
  const said: KafkaError[] = []
  producer.on('error', (error) => said.push(error))
  producer.on('log', () => {})
  state.toClose.add({ close: () => producer.close({ timeoutMs: 0 }) })
  return { producer, said }
}

/** librdkafka tries a login that was refused again and again; the first refusal is answer enough. */
function refusal(producer: Producer): Promise<never> {
  return new Promise((_, reject) => {
    producer.on('error', (error) => {
      if (error.code === '_AUTHENTICATION') reject(error)
    })
  })
}

/** Login and metadata by librdkafka: for tickets and tokens, which the doctor has none of. @throws Fault (rejects) */
export async function loginByProducer(state: State, mechanism: string, leftMs: number): Promise<Metadata> {
  const { producer, said } = openProducer(state)
  try {
    // Of all topics: asking for one by name can create it.
    return await Promise.race([producer.metadata(undefined, { timeoutMs: leftMs }), refusal(producer)])
  } catch (error) {
    if (!KafkaError.is(error)) throw error
    const told = said.findLast(({ code }) => code === '_AUTHENTICATION') ?? said.at(-1) ?? error
    const isRefused = told.code === '_AUTHENTICATION' && !NO_TOKEN.test(told.message)
    throw new Fault(
      isRefused ? 'wrong-credentials' : 'login-failed',
      `librdkafka does not get in with ${mechanism}`,
      mechanism === 'GSSAPI'
        ? 'check sasl.kerberos.keytab, sasl.kerberos.principal, sasl.kerberos.service.name and the clock'
        : 'check the token and whom the broker trusts to issue it (sasl.oauthbearer.*)',
      [`librdkafka: ${told.message}`, ...unreached(state)],
    )
  }
}
