import { Fault } from './fault.js'
import { type Opened, type State, setting } from './state.js'
import { type Connection, NoAnswer } from './wire/connection.js'
import { saslAuthenticate, saslHandshake } from './wire/requests.js'

const UNSUPPORTED_MECHANISM = 33
const NO_SASL_HERE = 34
/** No mechanism at all: what a listener offers is in the refusal. */
const NOBODYS = 'NONE'

/** The mechanisms that this listener offers; null where it has no SASL. */
export async function offeredMechanisms(state: State, { connection }: Opened): Promise<string[] | null> {
  try {
    const { errorCode, mechanisms } = await connection.ask(saslHandshake(NOBODYS), state.patience())
    return errorCode === UNSUPPORTED_MECHANISM ? mechanisms : null
  } catch (error) {
    if (error instanceof NoAnswer) return null
    throw error
  }
}

/**
 * Logs the connection in, where the doctor can do that by itself.
 * @returns false for a mechanism that is offered, and that librdkafka must try
 * @throws Fault (rejects)
 */
export async function login(state: State, { connection }: Opened): Promise<boolean> {
  const mechanism = mechanismOf(state)
  try {
    await agree(state, connection, mechanism)
    return await authenticate(state, connection, mechanism)
  } catch (error) {
    if (!(error instanceof NoAnswer)) throw error
    throw new Fault(
      'login-failed',
      `the broker hangs up during the login with ${mechanism}`,
      "the broker's log has the reason",
      [error.message],
    )
  }
}

export function mechanismOf(state: State): string {
  return setting(state, 'sasl.mechanism', 'GSSAPI')
}

async function agree(state: State, connection: Connection, mechanism: string): Promise<void> {
  const { errorCode, mechanisms } = await connection.ask(saslHandshake(mechanism), state.patience())
  if (errorCode === NO_SASL_HERE) {
    throw new Fault(
      'sasl-not-offered',
      'this listener has no SASL, and the settings have',
      'set security.protocol to plaintext (ssl with TLS), or take the port of the SASL listener',
      ['SaslHandshake: ILLEGAL_SASL_STATE'],
    )
  }
  if (errorCode === 0) return
  const offered = mechanisms.join(', ') || 'none'
  throw new Fault(
    'mechanism-not-offered',
    `the broker does not offer ${mechanism}`,
    mechanisms.length === 0
      ? `add ${mechanism} to the broker's sasl.enabled.mechanisms`
      : `set sasl.mechanism to ${mechanisms.join(' or ')}, or add ${mechanism} to the broker's sasl.enabled.mechanisms`,
    [`the broker offers: ${offered}`],
  )
}

async function authenticate(state: State, connection: Connection, mechanism: string): Promise<boolean> {
  const [username, password] = [setting(state, 'sasl.username'), setting(state, 'sasl.password')]
  const say = async (token: Buffer): Promise<Buffer> => {
    const answer = await connection.ask(saslAuthenticate(token), state.patience())
    if (answer.errorCode !== 0) {
      const words = answer.errorMessage ?? `error ${answer.errorCode}`
      // A broker may repeat what it got.
      throw wrongCredentials(mechanism, username, password ? words.replaceAll(password, '[hidden]') : words)
    }
    return answer.token
  }
  if (mechanism === 'PLAIN') {
    await say(Buffer.from(`\0${username}\0${password}`))
    return true
  }
  if (!mechanism.startsWith('SCRAM-')) return false
  const { Scram } = await import('./wire/scram.js')
  const scram = new Scram(mechanism, username, password)
  await say(scram.final(await say(scram.first())))
  return true
}

function wrongCredentials(mechanism: string, username: string, words: string): Fault {
  return new Fault(
    'wrong-credentials',
    `the broker does not let '${username}' in`,
    mechanism === 'PLAIN'
      ? "correct sasl.username and sasl.password, or add the user to the broker's JAAS configuration"
      : `correct sasl.username and sasl.password, or give the user ${mechanism} credentials (kafka-configs --alter --add-config)`,
    [`the broker says: ${words}`],
  )
}
