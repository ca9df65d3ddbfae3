import { isArray } from '../describe.js'
import type { ConfigProblem } from '../errors.js'
import { expectedGot, problem } from './problem.js'
import { HIDDEN, showName, showValue } from './secrets.js'

export type Brokers = readonly string[] | string

export interface SaslShorthand {
  /** `PLAIN`, `SCRAM-SHA-256`, `SCRAM-SHA-512` …; kafkajs's small letters will do. */
  readonly mechanism: string
  readonly username?: string
  /** Never shown. */
  readonly password?: string
}

/** PEM texts (a file by its path is `ssl.ca.location` and the like). */
export interface SslShorthand {
  readonly ca?: string | readonly string[]
  readonly cert?: string
  /** Never shown. */
  readonly key?: string
  /** Of the key. Never shown. */
  readonly passphrase?: string
}

/** A property that a shorthand stands for. */
export interface Entry {
  readonly name: string
  readonly value: unknown
  /** What the user wrote. */
  readonly as: string
}

const SASL = { mechanism: 'sasl.mechanism', username: 'sasl.username', password: 'sasl.password' } as const
const SSL = {
  ca: 'ssl.ca.pem',
  cert: 'ssl.certificate.pem',
  key: 'ssl.key.pem',
  passphrase: 'ssl.key.password',
} as const

/** The properties that `brokers`, `sasl` and `ssl` stand for; `problems` grows. */
export function expandShorthands(
  entries: ReadonlyMap<string, unknown>,
  problems: ConfigProblem[],
): readonly Entry[] {
  const found: Entry[] = []
  const brokers = entries.get('brokers')
  if (brokers !== undefined) found.push(...readBrokers(brokers, problems))
  const sasl = readMembers('sasl', entries.get('sasl'), SASL, problems)
  const ssl = entries.get('ssl')
  const tls = typeof ssl === 'boolean' ? [] : readMembers('ssl', ssl, SSL, problems)
  found.push(...(sasl ?? []).map(withKnownMechanism), ...(tls ?? []).map(joined))
  const isTls = ssl === true || (tls !== undefined && typeof ssl !== 'boolean')
  if (!entries.has('security.protocol') && (sasl !== undefined || isTls)) {
    const value = sasl === undefined ? 'ssl' : isTls ? 'sasl_ssl' : 'sasl_plaintext'
    found.push({ name: 'security.protocol', value, as: sasl === undefined ? 'ssl' : 'sasl' })
  }
  problems.push(...checkProtocol(entries.get('security.protocol'), sasl !== undefined, isTls))
  return found
}

function readBrokers(brokers: unknown, problems: ConfigProblem[]): Entry[] {
  const value = typeof brokers === 'string' ? brokers : textsIn(brokers)?.join(',')
  if (value !== undefined && value !== '') return [{ name: 'bootstrap.servers', value, as: 'brokers' }]
  problems.push(
    expectedGot('own', 'brokers', "a list of host:port, as in ['localhost:9092']", showValue(brokers)),
  )
  return []
}

/** A list of nothing but texts. */
function textsIn(value: unknown): readonly string[] | undefined {
  if (!isArray(value)) return undefined
  const texts = value as readonly unknown[]
  return texts.every((each) => typeof each === 'string') ? (texts as readonly string[]) : undefined
}

/** undefined where the shorthand is not used, or is no object. */
function readMembers(
  shorthand: 'sasl' | 'ssl',
  given: unknown,
  names: Readonly<Record<string, string>>,
  problems: ConfigProblem[],
): Entry[] | undefined {
  if (given === undefined) return undefined
  const members = Object.keys(names).join(', ')
  if (typeof given !== 'object' || given === null || isArray(given)) {
    const also = shorthand === 'ssl' ? 'true, or ' : ''
    problems.push(
      expectedGot(
        'own',
        shorthand,
        `${also}an object with ${members}`,
        typeof given === 'string' ? HIDDEN : showValue(given),
      ),
    )
    return undefined
  }
  const found: Entry[] = []
  for (const [member, value] of entriesOf(shorthand, given, problems)) {
    const name = Object.hasOwn(names, member) ? names[member] : undefined
    const as = `${shorthand}.${member}`
    if (name === undefined) {
      const text = `${showName(as)}: expected one of ${members}; anything else by its dotted name, beside ${shorthand}`
      problems.push(problem('own', as, text, { expected: `one of ${members}` }))
    } else if (value !== undefined && value !== null) found.push({ name, value, as })
  }
  return found
}

/** Read once; a getter or a proxy that throws is a problem like others. */
function entriesOf(shorthand: string, given: object, problems: ConfigProblem[]): [string, unknown][] {
  try {
    return Object.entries(given)
  } catch {
    problems.push(problem('own', shorthand, `${shorthand}: its members cannot be read, a getter throws`))
    return []
  }
}

/** kafkajs writes them in small letters; librdkafka compares the case. */
function withKnownMechanism(entry: Entry): Entry {
  if (entry.name !== 'sasl.mechanism' || typeof entry.value !== 'string') return entry
  return { ...entry, value: entry.value.toUpperCase() }
}

/** A list of certificates is one text; whether it is PEM is asked of every such text (src/config/security.ts). */
function joined(entry: Entry): Entry {
  const texts = textsIn(entry.value)
  return texts === undefined ? entry : { ...entry, value: texts.join('\n') }
}

/** What the user says of the protocol must fit what the shorthands say. */
function checkProtocol(protocol: unknown, sasl: boolean, tls: boolean): ConfigProblem[] {
  if (typeof protocol !== 'string') return []
  const given = protocol.toLowerCase()
  const wrong = (sasl && !given.startsWith('sasl_')) || (tls && !given.endsWith('ssl'))
  if (!wrong) return []
  const fitting = tls ? (sasl ? 'sasl_ssl' : 'ssl or sasl_ssl') : 'sasl_plaintext or sasl_ssl'
  const because = [sasl && 'sasl', tls && 'ssl'].filter(Boolean).join(' and ')
  return [expectedGot('own', 'security.protocol', `${fitting}, because of ${because}`, showValue(protocol))]
}
