import { nameOfSpec, type PartitionerPlan } from '../partitioners/spec.js'
import { adviseOn } from './advice.js'
import { findConsequences } from './consequences.js'
import { DESCRIPTIONS } from './descriptions.js'
import { Effective, SETTABLE } from './effective.js'
import { renderExplanation } from './explain-text.js'
import type { ExplainedValue, Explanation } from './explanation.js'
import { OWN_OPTIONS } from './names.js'
import type { ProducerOptions } from './options.js'
import { PRESETS } from './presets.js'
import { PROPERTIES, type Property } from './properties.js'
import { type ResolvedConfig, resolveConfig } from './resolve.js'
import { describe } from './schema.js'
import { HIDDEN, hideCredentials } from './secrets.js'

/**
 * Every effective value of a configuration, who set it, what it does, and what follows from all of them. Makes no
 * producer and asks no broker.
 * @throws ConfigError as `new Producer` does
 */
export function explain(options: ProducerOptions): Explanation {
  const config = resolveConfig(options)
  const conf = new Effective(config.properties)
  const { purpose, needs } = PRESETS[config.preset]
  const explanation: Explanation = {
    preset: config.preset,
    purpose,
    ...(needs === undefined ? {} : { needs }),
    values: [...explainOwn(config, options), ...SETTABLE.map((row) => explainValue(row, config, conf))],
    adjusted: [...config.adjustments, ...describeFills(config, conf), ...ALWAYS],
    consequences: findConsequences(conf),
    advice: adviseOn(conf),
    warnings: config.warnings,
  }
  return Object.defineProperty(explanation, 'toString', { value: () => renderExplanation(explanation) })
}

const ALWAYS = [
  'client.software.name and client.software.version say lingerbus to the brokers',
  "librdkafka's own limits of the queue are lifted: lingerbus counts, by the message",
]

const OWN_TEXTS: Readonly<Record<(typeof OWN_OPTIONS)[number], string>> = {
  preset: 'The values that the properties start from.',
  engine: 'Which engine runs.',
  poll: 'Who serves the reports: the event loop, or your calls of poll, flush and close.',
  highWaterMark: 'Messages in the queue above which produce returns false.',
  onFatal: 'What follows a fatal error: the event, or a new client by itself.',
  topics: 'The partitioner of a topic where it is not the usual one.',
  oauth: 'Gives a token whenever OAUTHBEARER needs one.',
}

function explainOwn(config: ResolvedConfig, options: object): ExplainedValue[] {
  return OWN_OPTIONS.map((name) => ({
    name,
    value: showOwn(name, config),
    source: (options as Record<string, unknown>)[name] == null ? 'lingerbus' : 'you',
    does: OWN_TEXTS[name],
    expects: name === 'highWaterMark' ? 'a whole number of at least 1' : EXPECTED[name],
    default: null,
  }))
}

const EXPECTED = {
  preset: `one of ${Object.keys(PRESETS).join(', ')}`,
  engine: 'one of auto, binding, native',
  poll: 'one of auto, manual',
  onFatal: 'one of report, recover, recover-and-resend',
  topics: '{ NAME: { partitioner } }',
  oauth: 'a function that gives { token, lifetimeMs, principal, extensions }',
} as const

function showOwn(name: (typeof OWN_OPTIONS)[number], config: ResolvedConfig): string {
  if (name === 'topics') return showTopics(config.partitioners)
  // Not its source text.
  if (name === 'oauth') return config.oauth === undefined ? 'none' : 'a function'
  return String(config[name])
}

function showTopics({ topics }: PartitionerPlan): string {
  return [...topics].map(([topic, spec]) => `${topic}: ${nameOfSpec(spec)}`).join(', ') || 'none'
}

function explainValue(row: Property, config: ResolvedConfig, conf: Effective): ExplainedValue {
  const { everywhere } = config.partitioners
  const explained = explainProperty(row, config, conf)
  if (row.preferred !== 'partitioner' || everywhere.kind === 'librdkafka') return explained
  // Not librdkafka's: it is handed a partition, or a hash, with each message.
  return { ...explained, value: nameOfSpec(everywhere), source: 'you' }
}

function explainProperty(row: Property, config: ResolvedConfig, conf: Effective): ExplainedValue {
  const name = row.preferred
  const value = conf.value(name) ?? null
  const fill = conf.fills.get(name)
  const source = fill === undefined ? config.sources[name] : undefined
  const as = config.writtenAs[name]
  const line =
    source === 'preset' ? PRESETS[config.preset].lines.find((each) => each.name === name) : undefined
  const because = fill?.because ?? line?.reason
  const aliases = PROPERTIES.filter((each) => each.preferred === name && each.name !== name).map(
    (each) => each.name,
  )
  return {
    name,
    value: value === null ? null : row.sensitive ? HIDDEN : hideCredentials(value),
    source: source === undefined ? 'librdkafka' : source === 'user' ? 'you' : source,
    ...(as === undefined || as === name ? {} : { as }),
    ...(because === undefined ? {} : { because }),
    ...(line === undefined ? {} : { cost: line.cost }),
    does: DESCRIPTIONS[name] ?? '',
    expects: describe(row),
    ...(row.unit === undefined ? {} : { unit: row.unit }),
    default: row.sensitive ? null : row.default,
    ...(aliases.length === 0 ? {} : { aliases: [...new Set(aliases)] }),
    ...(row.deprecated ? { deprecated: true as const } : {}),
  }
}

/** What librdkafka changes of what it was given, or of its own defaults. */
function describeFills(config: ResolvedConfig, conf: Effective): string[] {
  const lines: string[] = []
  for (const [name, { value, because }] of conf.fills) {
    const given = config.properties[name]
    const usual = PROPERTIES.find((row) => row.name === name)?.default ?? null
    if (given === value || (given === undefined && usual === value)) continue
    const verb = given === undefined ? 'fills in' : 'changes to'
    lines.push(`librdkafka ${verb} ${name}=${value}: ${because}`)
  }
  return lines
}
