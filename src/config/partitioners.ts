import * as z from 'zod/mini'
import { isArray, isPlainObject } from '../describe.js'
import type { ConfigProblem } from '../errors.js'
import {
  isKeyedName,
  type KeyedName,
  OWN_PARTITIONER_NAMES,
  type OwnName,
  PARTITIONER_NAMES,
  type PartitionerName,
  withUnderscore,
} from '../partitioners/names.js'
import type { ChoosePartitioner, HashPartitioner } from '../partitioners/plug-in.js'
import type { PartitionerPlan, PartitionerSpec } from '../partitioners/spec.js'
import { STICKY_BYTES } from '../partitioners/sticky.js'
import type { Layers } from './layers.js'
import { expectedGot, problem } from './problem.js'
import { showName, showValue } from './secrets.js'

/** `uniform_sticky` and `adaptive_sticky` with settings. */
export interface StickyOptions {
  readonly name: 'uniform_sticky' | 'uniform-sticky' | 'adaptive_sticky' | 'adaptive-sticky'
  /** Keys do not decide either, as in Java's UniformStickyPartitioner; per-key order is lost. Default false. */
  readonly ignoreKeys?: boolean
  /** Bytes that go to a partition before another one gets some; 65,536 unless set. */
  readonly bytes?: number
}

/** A name, a name with settings, or a plug-in of your own. */
export type PartitionerOption = PartitionerName | StickyOptions | HashPartitioner | ChoosePartitioner

/** The only thing that can be set by topic. */
export interface TopicOptions {
  readonly partitioner: PartitionerOption
}

const EXPECTED = `one of ${[...PARTITIONER_NAMES, ...OWN_PARTITIONER_NAMES].join(', ')}, or a plug-in { hash } or { choose }`
const TOPIC_NAME = /^[a-zA-Z0-9._-]{1,249}$/
const stickySettings = z.strictObject({
  name: z.string(),
  ignoreKeys: z._default(z.boolean(), false),
  bytes: z._default(z.int().check(z.minimum(1), z.maximum(2 ** 31 - 1)), STICKY_BYTES),
})

/** The options `partitioner` and `topics`; undefined where they leave the choice to the property and the preset. */
export interface GivenPartitioners {
  readonly everywhere: PartitionerSpec | undefined
  readonly topics: ReadonlyMap<string, PartitionerSpec>
}

export function readPartitioners(
  entries: ReadonlyMap<string, unknown>,
  problems: ConfigProblem[],
): GivenPartitioners {
  const given = entries.get('partitioner')
  const everywhere = attempt('partitioner', problems, () =>
    given === undefined ? undefined : readPartitioner('partitioner', given, problems),
  )
  const topics = attempt('topics', problems, () => readTopics(entries.get('topics'), problems))
  return { everywhere, topics: topics ?? new Map() }
}

/** What `read` gives, unless the caller's object throws when it is looked at. */
function attempt<Result>(where: string, problems: ConfigProblem[], read: () => Result): Result | undefined {
  try {
    return read()
  } catch {
    problems.push(expectedGot('own', where, 'an object that can be read', 'one that throws'))
    return undefined
  }
}

function readTopics(given: unknown, problems: ConfigProblem[]): Map<string, PartitionerSpec> {
  const topics = new Map<string, PartitionerSpec>()
  if (given === undefined) return topics
  const example = "{ orders: { partitioner: 'round_robin' } }"
  if (!isPlainObject(given)) {
    problems.push(expectedGot('own', 'topics', `an object, as in ${example}`, showValue(given)))
    return topics
  }
  for (const [topic, options] of Object.entries(given)) {
    const where = `topics.${topic}`
    if (!TOPIC_NAME.test(topic)) {
      problems.push(problem('own', where, `${showName(where)}: no topic can have this name`))
    }
    const names = isPlainObject(options) ? Object.keys(options) : []
    if (!isPlainObject(options) || names.length !== 1 || names[0] !== 'partitioner') {
      const got = isPlainObject(options) ? `{ ${names.map(showName).join(', ')} }` : showValue(options)
      problems.push(
        expectedGot('own', where, '{ partitioner }, the only thing that can be set by topic', got),
      )
      continue
    }
    const spec = readPartitioner(`${where}.partitioner`, options.partitioner, problems)
    if (spec !== undefined) topics.set(topic, spec)
  }
  return topics
}

function readPartitioner(
  where: string,
  given: unknown,
  problems: ConfigProblem[],
): PartitionerSpec | undefined {
  const spec = typeof given === 'string' ? specOfName(given) : isObject(given) ? readObject(given) : undefined
  if (typeof spec === 'object') return spec
  const hint = typeof given === 'function' ? '; write { hash: … } or { choose: … }' : ''
  problems.push(expectedGot('own', where, spec ?? EXPECTED, showValue(given), hint))
  return undefined
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !isArray(value)
}

/** A text says what was expected instead. */
function readObject(given: Record<string, unknown>): PartitionerSpec | string {
  const { hash, choose, name } = given
  if (name !== undefined && hash === undefined && choose === undefined) {
    const settings = stickySettings.safeParse(given)
    const spec = typeof name === 'string' ? specOfName(name) : undefined
    if (spec?.kind !== 'sticky' || !settings.success) {
      return '{ name, ignoreKeys?, bytes? } with the name uniform_sticky or adaptive_sticky, ignoreKeys true or false, bytes a whole number of at least 1'
    }
    return { ...spec, ignoreKeys: settings.data.ignoreKeys, bytes: settings.data.bytes }
  }
  if (typeof hash === 'function' && choose === undefined) {
    return { kind: 'hash', plugIn: { hash: hash.bind(given) } }
  }
  if (typeof choose === 'function' && hash === undefined) {
    return { kind: 'choose', plugIn: { choose: choose.bind(given) } }
  }
  return 'a plug-in with a function, and only one of both: { hash(key) } or { choose({ topic, key, … }) }'
}

function specOfName(name: string): PartitionerSpec | undefined {
  const plain = withUnderscore(name)
  if (isKeyedName(plain)) return { kind: 'librdkafka', name: plain }
  switch (plain as OwnName) {
    case 'round_robin':
      return { kind: 'round_robin' }
    case 'uniform_sticky':
    case 'adaptive_sticky':
      return {
        kind: 'sticky',
        adaptive: plain === 'adaptive_sticky',
        ignoreKeys: false,
        bytes: STICKY_BYTES,
      }
    default:
      return undefined
  }
}

const STICKY_LINGER = 'sticky.partitioning.linger.ms'
/** librdkafka's default where linger.ms is its own. */
const STICKY_LINGER_MS = '10'

/** The whole plan, and what librdkafka cannot do at the same time: whether keyless messages stick is client-wide there. */
export function planPartitioners(given: GivenPartitioners, layers: Layers): PartitionerPlan {
  const everywhere = given.everywhere ?? {
    kind: 'librdkafka',
    name: (layers.value('partitioner') ?? 'consistent_random') as KeyedName,
  }
  const specs = [everywhere, ...given.topics.values()]
  const stickyMs = layers.user.get(STICKY_LINGER)?.text
  const hashes = specs.some(({ kind }) => kind === 'hash')
  if (hashes && stickyMs === '0') {
    const text = `${STICKY_LINGER}=0: null keys of a partitioner { hash } are sticky, and this switches that off for the whole client; leave it out`
    layers.problems.push(problem('mixed', STICKY_LINGER, text))
  }
  // librdkafka computes twice linger.ms, cut to whole milliseconds: 0 is off, and the plug-in would see null keys.
  if (hashes && stickyMs === undefined && layers.number('linger.ms') < 0.5) {
    layers.preset.set(STICKY_LINGER, STICKY_LINGER_MS)
    layers.adjustments.push(
      `${STICKY_LINGER}=${STICKY_LINGER_MS}: with ${layers.show('linger.ms')} librdkafka would switch it off, and null keys of a partitioner { hash } are sticky`,
    )
  }
  const scatters = specs.some((spec) => spec.kind === 'librdkafka' && spec.name === 'random')
  const sticks = specs.some((spec) => spec.kind === 'librdkafka' && spec.name.endsWith('_random'))
  if (scatters && (sticks || hashes) && stickyMs === undefined) {
    const text = `partitioner: random for one topic beside a sticky one (*_random, { hash }) for another cannot be mixed: whether messages without a key stick is one setting for the whole client in librdkafka. Say which with ${STICKY_LINGER}: 0 scatters all of them, ${STICKY_LINGER_MS} lets all of them stick`
    layers.problems.push(problem('mixed', 'partitioner', text))
  }
  return Object.freeze({ everywhere, topics: given.topics })
}
