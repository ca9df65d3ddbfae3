import type { OauthFunction } from '../engine/engine.js'
import { ConfigError, type ConfigProblem } from '../errors.js'
import type { PartitionerPlan } from '../partitioners/spec.js'
import { normaliseServers } from './bootstrap.js'
import { Layers, type Setting } from './layers.js'
import { lookUpName, OWN_OPTIONS, SHORTHANDS } from './names.js'
import { checkOauth } from './oauth.js'
import { type EngineChoice, type OnFatal, type PollMode, readEntries, readOwnOptions } from './options.js'
import { planPartitioners, readPartitioners } from './partitioners.js'
import { PRESETS, type PresetName } from './presets.js'
import { expectedGot, problem } from './problem.js'
import { applyRules } from './rules.js'
import { readProperty } from './schema.js'
import { guardSecrets, HIDDEN, hideCredentials, isSensitive } from './secrets.js'
import { type Entry, expandShorthands } from './shorthands.js'
import { findWarnings } from './warnings.js'

/** A checked configuration. Frozen; secrets do not show when it is printed. */
export interface ResolvedConfig {
  /** For librdkafka: preset and user together, preferred names, plain text. */
  readonly properties: Readonly<Record<string, string>>
  readonly preset: PresetName
  readonly engine: EngineChoice
  readonly poll: PollMode
  readonly oauth: OauthFunction | undefined
  readonly partitioners: PartitionerPlan
  /** In messages. */
  readonly onFatal: OnFatal
  readonly highWaterMark: number
  /** Messages the queue holds at most; Infinity where there is no limit. */
  readonly queueMaxMessages: number
  /** Bytes of values the queue holds at most. */
  readonly queueMaxBytes: number
  /** Largest message in bytes, with key, headers and framing. */
  readonly messageMaxBytes: number
  /** Largest batch in bytes, before compression. */
  readonly batchSizeBytes: number
  readonly acks: -1 | 0 | 1
  readonly idempotent: boolean
  readonly transactional: boolean
  /** How long a send waits unless it says so itself, in milliseconds; −1: no limit. */
  readonly sendTimeoutMs: number
  /** What of the preset gave way, and why: sentences for a human. */
  readonly adjustments: readonly string[]
  /** Dead and deprecated properties that the user set. */
  readonly warnings: readonly string[]
  /** Who set each of `properties`; what is in neither has librdkafka's default. */
  readonly sources: Readonly<Record<string, 'preset' | 'user' | 'lingerbus'>>
  /** The properties that the user set, as the user wrote them. */
  readonly writtenAs: Readonly<Record<string, string>>
}

/**
 * Checks what the user gave and fills in the preset. Reads every value once and changes nothing.
 * @throws ConfigError with all problems at once
 */
export function resolveConfig(options: unknown): ResolvedConfig {
  const given = readEntries(options)
  const problems = [...given.problems]
  const own = readOwnOptions(given.entries, problems)
  const partitioners = readPartitioners(given.entries, problems)
  // What is no property of librdkafka's, or not readable, is out of its way.
  if (partitioners.everywhere?.kind !== 'librdkafka') given.entries.delete('partitioner')
  const { user, refused } = readProperties(given.entries, problems)
  const preset = new Map(PRESETS[own.preset].lines.map((line) => [line.name, line.value]))
  const layers = new Layers(user, refused, preset, own.preset)
  applyRules(layers)
  checkOauth(layers, own.oauth !== undefined || problems.some(({ property }) => property === 'oauth'))
  const plan = planPartitioners(partitioners, layers)
  const queueMaxMessages = layers.number('queue.buffering.max.messages') || Number.POSITIVE_INFINITY
  if (own.highWaterMark !== undefined && own.highWaterMark > queueMaxMessages) {
    const limit = `at most ${layers.show('queue.buffering.max.messages')}, above which produce throws`
    problems.push(expectedGot('queue', 'highWaterMark', limit, String(own.highWaterMark)))
  }
  problems.push(...layers.problems)
  if (problems.length > 0) throw new ConfigError(problems)

  const acks = layers.value('acks')
  return Object.freeze({
    ...mergeLayers(layers),
    preset: own.preset,
    engine: own.engine,
    poll: own.poll,
    oauth: own.oauth,
    onFatal: own.onFatal,
    partitioners: plan,
    highWaterMark: own.highWaterMark ?? halfOf(queueMaxMessages),
    queueMaxMessages,
    queueMaxBytes: layers.number('queue.buffering.max.kbytes') * 1024,
    messageMaxBytes: layers.number('message.max.bytes'),
    batchSizeBytes: layers.number('batch.size'),
    acks: acks === '0' ? 0 : acks === '1' ? 1 : -1,
    idempotent: layers.isSet('transactional.id') || layers.value('enable.idempotence') === 'true',
    transactional: layers.isSet('transactional.id'),
    sendTimeoutMs: own.preset === 'javaDefaults' ? JAVA_MAX_BLOCK_MS : -1,
    adjustments: Object.freeze([...layers.adjustments]),
    warnings: Object.freeze(findWarnings(user)),
  })
}

/** Java's max.block.ms, which bounds what its send waits for. */
const JAVA_MAX_BLOCK_MS = 60_000

/** The user's properties by preferred names. Spellings of the same property may meet only with the same value. */
function readProperties(entries: ReadonlyMap<string, unknown>, problems: ConfigProblem[]) {
  const user = new Map<string, Setting>()
  const refused = new Set<string>()
  const own: readonly string[] = [...OWN_OPTIONS, ...SHORTHANDS]
  const plain: Entry[] = [...entries]
    .filter(([name]) => !own.includes(name))
    .map(([name, value]) => ({ name, value, as: name }))
  const before = problems.length
  const expanded = expandShorthands(entries, problems)
  // What a shorthand with a fault stands for is not missing: its fault has been told.
  if (problems.length > before) for (const name of STOOD_FOR) refused.add(name)
  for (const { name, value, as } of [...plain, ...expanded]) {
    const { row, problem: refusal } = lookUpName(name)
    if (row === undefined) {
      problems.push(refusal)
      continue
    }
    const { text, problem: fault } = readProperty(row, value, as)
    if (text === undefined) {
      problems.push(fault)
      refused.add(row.preferred)
      user.delete(row.preferred)
      continue
    }
    const earlier = user.get(row.preferred)
    // The last one counts for the rules, as it would in librdkafka.
    if (earlier?.text !== text) user.set(row.preferred, { text, as })
    if (earlier !== undefined && earlier.text !== text) {
      const show = (setting: Setting) =>
        `${setting.as}=${isSensitive(row.name) ? HIDDEN : hideCredentials(setting.text)}`
      const both = `expected one value, got ${show(earlier)} and ${show({ text, as })}`
      problems.push(problem('aliases', as, `${earlier.as} and ${as} are the same property; ${both}`))
    }
  }
  return { user, refused }
}

const STOOD_FOR = ['bootstrap.servers', 'sasl.mechanism', 'sasl.username', 'sasl.password']

let javaProducers = 0

/** Java's ProducerConfig.maybeOverrideClientId */
function javaClientId(layers: Layers): string {
  return `producer-${layers.value('transactional.id') ?? ++javaProducers}`
}

function mergeLayers(layers: Layers): Pick<ResolvedConfig, 'properties' | 'sources' | 'writtenAs'> {
  const properties: Record<string, string> = {}
  const sources: Record<string, 'preset' | 'user' | 'lingerbus'> = {}
  const writtenAs: Record<string, string> = {}
  for (const [name, value] of layers.preset) {
    properties[name] = value
    sources[name] = 'preset'
  }
  for (const [name, { text, as }] of layers.user) {
    properties[name] = name === 'bootstrap.servers' ? normaliseServers(text) : text
    sources[name] = 'user'
    writtenAs[name] = as
  }
  if (layers.presetName === 'javaDefaults' && !layers.isSet('client.id')) {
    properties['client.id'] = javaClientId(layers)
    sources['client.id'] = 'lingerbus'
  }
  return {
    properties: Object.freeze(guardSecrets(properties)),
    sources: Object.freeze(sources),
    writtenAs: Object.freeze(writtenAs),
  }
}

/** At least 1; 50,000 where the queue counts no messages. */
function halfOf(queueMaxMessages: number): number {
  return queueMaxMessages === Number.POSITIVE_INFINITY
    ? 50_000
    : Math.max(1, Math.floor(queueMaxMessages / 2))
}
