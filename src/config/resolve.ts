import { ConfigError } from '../errors.js'
import type { PartitionerPlan } from '../partitioners/spec.js'
import { normaliseServers } from './bootstrap.js'
import { Layers, type Setting } from './layers.js'
import { lookUpName, OWN_OPTIONS } from './names.js'
import { type EngineChoice, type PollMode, readEntries, readOwnOptions } from './options.js'
import { planPartitioners, readPartitioners } from './partitioners.js'
import { PRESETS, type PresetName } from './presets.js'
import { applyRules } from './rules.js'
import { readProperty } from './schema.js'
import { guardSecrets, HIDDEN, isSensitive } from './secrets.js'

/** A checked configuration. Frozen; secrets do not show when it is printed. */
export interface ResolvedConfig {
  /** For librdkafka: preset and user together, preferred names, plain text. */
  readonly properties: Readonly<Record<string, string>>
  readonly preset: PresetName
  readonly engine: EngineChoice
  readonly poll: PollMode
  readonly partitioners: PartitionerPlan
  /** In messages. */
  readonly highWaterMark: number
  /** Messages the queue holds at most; Infinity where there is no limit. */
  readonly queueMaxMessages: number
  /** Bytes of values the queue holds at most. */
  readonly queueMaxBytes: number
  /** Largest message in bytes, with key, headers and framing. */
  readonly messageMaxBytes: number
  readonly acks: -1 | 0 | 1
  readonly idempotent: boolean
  readonly transactional: boolean
  /** What of the preset gave way, and why: sentences for a human. */
  readonly adjustments: readonly string[]
  /** Who set each of `properties`; what is in neither has librdkafka's default. */
  readonly sources: Readonly<Record<string, 'preset' | 'user'>>
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
  const plan = planPartitioners(partitioners, layers)
  const queueMaxMessages = layers.number('queue.buffering.max.messages') || Number.POSITIVE_INFINITY
  if (own.highWaterMark !== undefined && own.highWaterMark > queueMaxMessages) {
    problems.push(
      `highWaterMark: expected at most ${layers.show('queue.buffering.max.messages')}, above which produce throws; got ${own.highWaterMark}`,
    )
  }
  problems.push(...layers.problems)
  if (problems.length > 0) throw new ConfigError(problems)

  const acks = layers.value('acks')
  return Object.freeze({
    ...mergeLayers(layers),
    preset: own.preset,
    engine: own.engine,
    poll: own.poll,
    partitioners: plan,
    highWaterMark: own.highWaterMark ?? halfOf(queueMaxMessages),
    queueMaxMessages,
    queueMaxBytes: layers.number('queue.buffering.max.kbytes') * 1024,
    messageMaxBytes: layers.number('message.max.bytes'),
    acks: acks === '0' ? 0 : acks === '1' ? 1 : -1,
    idempotent: layers.isSet('transactional.id') || layers.value('enable.idempotence') === 'true',
    transactional: layers.isSet('transactional.id'),
    adjustments: Object.freeze([...layers.adjustments]),
  })
}

/** The user's properties by preferred names. Spellings of the same property may meet only with the same value. */
function readProperties(entries: ReadonlyMap<string, unknown>, problems: string[]) {
  const user = new Map<string, Setting>()
  const refused = new Set<string>()
  for (const [as, value] of entries) {
    if ((OWN_OPTIONS as readonly string[]).includes(as)) continue
    const { row, problem: refusal } = lookUpName(as)
    if (row === undefined) {
      problems.push(refusal)
      continue
    }
    const { text, problem } = readProperty(row, value, as)
    if (text === undefined) {
      problems.push(problem)
      refused.add(row.preferred)
      continue
    }
    const earlier = user.get(row.preferred)
    if (earlier === undefined) user.set(row.preferred, { text, as })
    else if (earlier.text !== text) {
      const show = (setting: Setting) => `${setting.as}=${isSensitive(row.name) ? HIDDEN : setting.text}`
      problems.push(
        `${earlier.as} and ${as} are the same property; expected one value, got ${show(earlier)} and ${show({ text, as })}`,
      )
    }
  }
  return { user, refused }
}

function mergeLayers(layers: Layers): Pick<ResolvedConfig, 'properties' | 'sources'> {
  const properties: Record<string, string> = {}
  const sources: Record<string, 'preset' | 'user'> = {}
  for (const [name, value] of layers.preset) {
    properties[name] = value
    sources[name] = 'preset'
  }
  for (const [name, { text }] of layers.user) {
    properties[name] = name === 'bootstrap.servers' ? normaliseServers(text) : text
    sources[name] = 'user'
  }
  return { properties: Object.freeze(guardSecrets(properties)), sources: Object.freeze(sources) }
}

/** At least 1; 50,000 where the queue counts no messages. */
function halfOf(queueMaxMessages: number): number {
  return queueMaxMessages === Number.POSITIVE_INFINITY
    ? 50_000
    : Math.max(1, Math.floor(queueMaxMessages / 2))
}
