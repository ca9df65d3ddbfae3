import { type Explanation, explain, type ProducerOptions } from '../index.js'
import { TuneInputError } from './errors.js'
import type { Settings } from './figures.js'
import { mustBeTunable, type Space, withSticky } from './space.js'

/** The user's options, apart from what is tuned, and what of it is in force. */
export interface Base {
  /** As text: what every contender has. */
  readonly options: Readonly<Record<string, string>>
  readonly current: Settings
  /** What the tuned properties are where nobody sets them. */
  readonly defaults: Settings
  readonly isIdempotent: boolean
  /** The user has set a sticky time: it is one of the options, and goes along with no linger.ms. */
  readonly keepsSticky: boolean
}

/** What `explain` shows of a secret. */
const HIDDEN = '[hidden]'
const STICKY = 'sticky.partitioning.linger.ms'

/**
 * Takes the tuned properties out of the options, however they are spelled there.
 * @param options all of them text or numbers
 * @throws ConfigError for options that are wrong, TuneInputError for a name that cannot be tuned
 */
export function readBase(options: ProducerOptions, space: Space): Base {
  mustBeTunable(space)
  const explained = explain(options)
  const names = Object.keys(space)
  const keepsSticky = explained.values.some(({ name, source }) => name === STICKY && source === 'you')
  const tuned = keepsSticky ? names : [...names, STICKY]
  const spellings = tuned.flatMap((name) => spellingsOf(explained, name))
  const left = Object.entries(options).filter(([name]) => !spellings.includes(name))
  const { preset: _, ...plain } = Object.fromEntries(left)
  // Each value, and not after an hour: librdkafka's ranges, and what does not go with the other options.
  for (const [name, values] of Object.entries(space)) {
    for (const value of values) {
      const tried = explain({ ...Object.fromEntries(left), [name]: value } as ProducerOptions)
      if (inForce(tried, name) === HIDDEN) throw new TuneInputError(`${name}: a secret is not tuned`)
    }
  }
  return {
    options: Object.fromEntries(left.map(([name, value]) => [name, String(value)])),
    current: settingsIn(explained, names, keepsSticky),
    defaults: settingsIn(explain(plain as ProducerOptions), names, keepsSticky),
    isIdempotent: inForce(explained, 'enable.idempotence') === 'true',
    keepsSticky,
  }
}

/** For a producer with these settings. */
export function optionsFor({ options }: Base, settings: Settings): Record<string, string> {
  return { ...options, ...settings }
}

/** What is in force and not librdkafka's default, for a result file: no secrets, no addresses. */
export function effectiveOf(base: Base, settings: Settings): Record<string, string> {
  const { values } = explain(optionsFor(base, settings) as ProducerOptions)
  const shown = values.filter(
    ({ name, value, default: usual }) => value !== usual && !ADDRESSES.includes(name),
  )
  return Object.fromEntries(shown.flatMap(({ name, value }) => (value === null ? [] : [[name, value]])))
}

const ADDRESSES = ['bootstrap.servers', 'client.rack']

function settingsIn(explained: Explanation, names: readonly string[], keepsSticky: boolean): Settings {
  const settings = Object.fromEntries(names.map((name) => [name, inForce(explained, name) ?? '']))
  return keepsSticky ? settings : withSticky(settings, inForce(explained, STICKY) ?? '0')
}

function inForce({ values }: Explanation, name: string): string | null {
  return values.find((each) => each.name === name)?.value ?? null
}

function spellingsOf({ values }: Explanation, name: string): string[] {
  const found = values.find((each) => each.name === name)
  if (found === undefined)
    throw new TuneInputError(`${name}: no property of librdkafka's by its preferred name`)
  return [name, ...(found.aliases ?? [])]
}
