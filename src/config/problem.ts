import type { ConfigProblem } from '../errors.js'
import { showName } from './secrets.js'

interface Ground {
  readonly why: string
  /** librdkafka itself would accept it: why we do not. */
  readonly stricter?: true
}

/** Every ground on which a configuration is refused, and why it matters. */
export const GROUNDS = {
  options: { why: 'without options nobody knows which brokers are meant' },
  own: { why: 'a setting that is guessed at is worse than none', stricter: true },
  unknown: { why: 'librdkafka refuses what it does not know' },
  api: { why: 'librdkafka refuses it as text' },
  platform: { why: 'librdkafka refuses it on this system' },
  ours: { why: 'lingerbus relies on its own value', stricter: true },
  consumer: { why: 'librdkafka would ignore it, and say so in a log line at most', stricter: true },
  range: { why: 'librdkafka refuses what is outside' },
  choice: { why: 'librdkafka refuses any other word' },
  number: {
    why: 'librdkafka reads up to the first strange character and wraps at 32 bits: 5ms is 5, 1e6 is 1, 010 is 8, 4294967297 is 1',
    stricter: true,
  },
  boolean: {
    why: 'librdkafka takes t and 1 for true and refuses yes and on: one spelling leaves no doubt',
    stricter: true,
  },
  acks: {
    why: 'brokers answer any other number with INVALID_REQUIRED_ACKS, message after message',
    stricter: true,
  },
  text: { why: 'a value is handed over as it is, never turned into text by guess', stricter: true },
  nul: { why: 'librdkafka would cut the text off at the NUL', stricter: true },
  form: { why: 'librdkafka refuses another form' },
  blanks: {
    why: 'librdkafka cuts blanks off at the beginning only, and hardly anybody means them',
    stricter: true,
  },
  aliases: { why: 'librdkafka would take the one that happens to be set last', stricter: true },
  servers: { why: 'librdkafka would start all the same, log one line and try for ever', stricter: true },
  idempotence: { why: 'librdkafka refuses the pair: sequence numbers cannot be kept without it' },
  transaction: {
    why: 'librdkafka refuses it: the coordinator gives the transaction up before the client does',
  },
  linger: {
    why: 'librdkafka refuses the topic of the first message, or the producer: every message would expire in the queue',
  },
  backoff: { why: 'librdkafka refuses a ceiling below the start value' },
  sasl: { why: 'librdkafka refuses to start, or complains about a key table that nobody asked for' },
  oauth: { why: 'librdkafka refuses to start: no token could be fetched' },
  token: { why: 'librdkafka would wait for a token for ever, or take it from elsewhere', stricter: true },
  tls: { why: 'librdkafka refuses to start, or no broker can be verified' },
  crash: { why: 'librdkafka 2.15 would crash the process' },
  java: { why: 'the Java producer refuses it as well' },
  store: { why: 'librdkafka reads PEM and PKCS#12, and no Java key store' },
  mixed: { why: 'librdkafka has one setting for the whole client', stricter: true },
  queue: { why: 'produce would throw before it ever says false', stricter: true },
} as const satisfies Record<string, Ground>

export type GroundName = keyof typeof GROUNDS

interface Detail {
  readonly expected?: string
  readonly got?: string
  readonly nearest?: string
}

/** `text` says all but the reason, which is the ground's. */
export function problem(
  ground: GroundName,
  property: string,
  text: string,
  detail: Detail = {},
): ConfigProblem {
  return { property, text, why: GROUNDS[ground].why, ground, ...detail }
}

/** `property: expected …; got …` */
export function expectedGot(
  ground: GroundName,
  property: string,
  expected: string,
  got: string,
  hint = '',
): ConfigProblem {
  return problem(ground, property, `${showName(property)}: expected ${expected}; got ${got}${hint}`, {
    expected,
    got,
  })
}
