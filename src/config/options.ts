import { types } from 'node:util'
import * as z from 'zod/mini'
import { isArray, isPlainObject } from '../describe.js'
import type { OauthFunction } from '../engine/engine.js'
import { ConfigError, type ConfigProblem } from '../errors.js'
import type { OWN_OPTIONS } from './names.js'
import type { PartitionerOption, TopicOptions } from './partitioners.js'
import { DEFAULT_PRESET, PRESETS, type PresetName } from './presets.js'
import { expectedGot, problem } from './problem.js'
import type { ProducerProperties } from './properties.js'
import { showName, showValue } from './secrets.js'
import type { Brokers, SaslShorthand, SslShorthand } from './shorthands.js'

export type EngineChoice = 'auto' | 'binding' | 'native'
export type OnFatal = 'report' | 'recover' | 'recover-and-resend'
export type PollMode = 'auto' | 'manual'

/** What `new Producer` is given: librdkafka's properties by their dotted names, and our own options. */
export interface ProducerOptions extends Omit<ProducerProperties, 'partitioner'> {
  /** The values that the properties start from; `balanced` unless said otherwise. */
  preset?: PresetName | null | undefined
  /** Stands for `bootstrap.servers`: `['a:9092', 'b:9092']`. */
  brokers?: Brokers | null | undefined
  /** Stands for `sasl.mechanism`, `sasl.username`, `sasl.password` and a `security.protocol` with SASL. */
  sasl?: SaslShorthand | null | undefined
  /** Stands for a `security.protocol` with TLS; PEM texts for `ssl.ca.pem`, `ssl.certificate.pem`, `ssl.key.pem`. */
  ssl?: boolean | SslShorthand | null | undefined
  /** Which engine runs; `auto` (the default) takes `native` where it loads. */
  engine?: EngineChoice | null | undefined
  /** Who serves the reports: the event loop (`auto`, the default), or only your calls of poll, flush and close. */
  poll?: PollMode | null | undefined
  /** Messages in the queue above which `produce` returns false; half of the queue's limit unless set. */
  highWaterMark?: number | null | undefined
  /**
   * What follows a fatal error of the idempotent producer. `report` (the default): the event `fatal`, and `recover()`.
   * `recover`: a new client by itself; what was not written is sent again, in order, what may have been written is
   * reported as such. `recover-and-resend`: that is sent again as well, and may be there twice. Both keep a copy of
   * each outstanding message. Engine `native`.
   */
  onFatal?: OnFatal | null | undefined
  /** Where messages without a partition go; `murmur2_random`, which is Java's placement, unless the preset says otherwise. */
  partitioner?: PartitionerOption | null | undefined
  /**
   * Gives a token whenever OAUTHBEARER needs one (engine `native`; `rd_kafka_oauthbearer_set_token`). Never holds the
   * event loop, never waited for by produce.
   */
  oauth?: OauthFunction | null | undefined
  /** By topic, and nothing but the partitioner. */
  topics?: Readonly<Record<string, TopicOptions>> | null | undefined
}

/** Our own options, with their defaults. */
export interface OwnOptions {
  preset: PresetName
  engine: EngineChoice
  poll: PollMode
  highWaterMark: number | undefined
  oauth: OauthFunction | undefined
  onFatal: OnFatal
}

/**
 * Every value that is set, read once. What cannot be read is told in `problems`.
 * @throws ConfigError when the options are no plain object
 */
export function readEntries(options: unknown): { entries: Map<string, unknown>; problems: ConfigProblem[] } {
  const example = "{ 'bootstrap.servers': 'localhost:9092' }"
  if (typeof options !== 'object' || options === null || isArray(options)) {
    throw new ConfigError([
      expectedGot('options', 'options', `an object, as in ${example}`, nameKind(options)),
    ])
  }
  if (!isPlainObject(options)) {
    // What a class inherits or keeps in getters would be lost without a word.
    const advice = types.isMap(options) ? 'Object.fromEntries(map)' : '{ ...options }'
    throw new ConfigError([
      expectedGot(
        'options',
        'options',
        `a plain object, as in ${example}`,
        `an instance of ${nameClass(options)}`,
        ` (give ${advice})`,
      ),
    ])
  }
  const entries = new Map<string, unknown>()
  const problems: ConfigProblem[] = []
  for (const name of namesOf(options)) {
    try {
      const given = (options as Record<string, unknown>)[name]
      // What the traps of a proxy throw would come out of whoever looks at the value: zod, or our own texts.
      const value = types.isProxy(given) ? Array.from(given as unknown as unknown[]) : given
      if (value !== null && value !== undefined) entries.set(name, value)
    } catch {
      problems.push(problem('own', name, `${showName(name)}: the value cannot be read, its getter throws`))
    }
  }
  return { entries, problems }
}

function namesOf(options: object): string[] {
  try {
    return Object.keys(options)
  } catch {
    throw new ConfigError([problem('options', 'options', 'options: they cannot be read, a proxy throws')])
  }
}

/** Checks our own options; `problems` grows, and the default stands in for what is wrong. */
export function readOwnOptions(entries: ReadonlyMap<string, unknown>, problems: ConfigProblem[]): OwnOptions {
  const read = <T>(
    name: (typeof OWN_OPTIONS)[number],
    schema: z.ZodMiniType<T>,
    expected: string,
    fallback: T,
  ): T => {
    const value = entries.get(name)
    if (value === undefined) return fallback
    const result = schema.safeParse(value)
    if (result.success) return result.data
    problems.push(expectedGot('own', name, expected, showValue(value)))
    return fallback
  }
  const choice = (schema: { options: readonly unknown[] }) => `one of ${schema.options.join(', ')}`
  const { preset, engine, poll, highWaterMark, onFatal, oauth } = OWN_SCHEMAS
  return {
    preset: read('preset', preset, choice(preset), DEFAULT_PRESET),
    engine: read('engine', engine, choice(engine), 'auto'),
    poll: read('poll', poll, choice(poll), 'auto'),
    highWaterMark: read<number | undefined>(
      'highWaterMark',
      highWaterMark,
      'a whole number of at least 1',
      undefined,
    ),
    onFatal: read('onFatal', onFatal, choice(onFatal), 'report'),
    oauth: read<OauthFunction | undefined>(
      'oauth',
      oauth,
      'a function that gives { token, lifetimeMs, principal, extensions }',
      undefined,
    ),
  }
}

const OWN_SCHEMAS = {
  preset: z.enum(Object.keys(PRESETS) as [PresetName, ...PresetName[]]),
  engine: z.enum(['auto', 'binding', 'native']),
  poll: z.enum(['auto', 'manual']),
  highWaterMark: z.int().check(z.minimum(1)),
  onFatal: z.enum(['report', 'recover', 'recover-and-resend']),
  oauth: z.custom<OauthFunction>((value) => typeof value === 'function'),
}

/** Also true for objects of another realm (a vm context, a test runner's sandbox) and for module namespaces. */
function nameKind(value: unknown): string {
  if (value === undefined) return 'nothing'
  if (value === null || isArray(value) || typeof value === 'function') return showValue(value)
  return `a ${typeof value}`
}

function nameClass(value: object): string {
  try {
    const name: unknown = value.constructor?.name
    if (typeof name === 'string' && name !== '' && name !== 'Object') return name
  } catch {
    // As above.
  }
  return 'a class'
}
