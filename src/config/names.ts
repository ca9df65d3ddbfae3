import type { ConfigProblem } from '../errors.js'
import { FOREIGN, REFUSED } from './hints.js'
import { problem } from './problem.js'
import { PROPERTIES, type Property } from './properties.js'
import { findProperty } from './schema.js'
import { showName } from './secrets.js'

/** Our own options, beside librdkafka's properties. */
export const OWN_OPTIONS = [
  'preset',
  'engine',
  'poll',
  'highWaterMark',
  'onFatal',
  'topics',
  'oauth',
] as const

/** Options that stand for several properties at once (src/config/shorthands.ts). */
export const SHORTHANDS = ['brokers', 'sasl', 'ssl'] as const

const WINDOWS_ONLY = ['ssl.ca.certificate.stores']

/** A property that a producer's user may set; otherwise why not, and what was probably meant. */
export function lookUpName(
  name: string,
):
  | { readonly row: Property; readonly problem?: never }
  | { readonly problem: ConfigProblem; readonly row?: never } {
  const row = findProperty(name)
  if (row === undefined) return { problem: explainUnknown(name) }
  const advice = REFUSED[name]
  if (row.type === 'rejected') {
    return {
      problem: problem('api', name, `${name}: a Java property that librdkafka does not have; ${advice}`),
    }
  }
  if (row.use === 'C') {
    return {
      problem: problem(
        'consumer',
        name,
        `${name}: a consumer's property, which does nothing in a producer; leave it out`,
      ),
    }
  }
  if (row.type === 'api' || row.type === 'internal') {
    const instead = advice ?? 'there is no counterpart here, leave it out'
    return {
      problem: problem(row.hidden ? 'ours' : 'api', name, `${name}: only C code can set this; ${instead}`),
    }
  }
  if (WINDOWS_ONLY.includes(name) && process.platform !== 'win32') {
    return { problem: problem('platform', name, `${name}: for Windows only; leave it out`) }
  }
  return advice === undefined ? { row } : { problem: problem('ours', name, `${name}: ${advice}`) }
}

function explainUnknown(name: string): ConfigProblem {
  const say = (text: string, nearest?: string) =>
    problem('unknown', name, `${showName(name)}: ${text}`, nearest === undefined ? {} : { nearest })
  // Not FOREIGN[name]: a name like 'constructor' would find Object's.
  if (Object.hasOwn(FOREIGN, name)) return say(`no property of librdkafka; ${FOREIGN[name]}`)
  const near = findNearest(name)
  return near === undefined ? say('unknown property') : say(`unknown property; did you mean ${near}?`, near)
}

/** The same letters with other punctuation, else the name that most resembles it, else none. */
function findNearest(name: string): string | undefined {
  const wanted = squash(name.replace(/^topic\./, '').slice(0, 80))
  const names = new Map(candidates().map((each) => [each, squash(each)]))
  for (const [each, squashed] of names) if (squashed === wanted) return each
  let best: string | undefined
  let least = Math.min(3, Math.floor(wanted.length / 3)) + 1
  for (const [each, squashed] of names) {
    const distance = editDistance(wanted, squashed)
    if (distance < least) [best, least] = [each, distance]
  }
  if (best !== undefined || wanted.length < 5) return best
  const longer = [...names].filter(([, squashed]) => squashed.includes(wanted)).map(([each]) => each)
  return longer.sort((a, b) => a.length - b.length)[0]
}

/** Preferred spellings come first, so that they win a tie. */
function candidates(): string[] {
  const settable = PROPERTIES.filter(
    (row) => row.use !== 'C' && !['api', 'internal', 'rejected'].includes(row.type) && !(row.name in REFUSED),
  )
  return [
    ...OWN_OPTIONS,
    ...SHORTHANDS,
    ...settable.map((row) => row.preferred),
    ...settable.map((row) => row.name),
  ]
}

function squash(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, '')
}

/** Levenshtein's: the fewest letters to insert, remove or replace. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const replaced = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)
      next.push(Math.min(replaced, row[j]! + 1, next[j - 1]! + 1))
    }
    row = next
  }
  return row[b.length]!
}
