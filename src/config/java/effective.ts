import type { ConfigProblem } from '../../errors.js'
import { expectedGot, problem } from '../problem.js'
import { HIDDEN, showValue } from '../secrets.js'
import { JAVA_PROPERTIES, type JavaProperty } from './definitions.js'
import type { JavaNote } from './translation.js'

/** The Java producer's own view: what was given, what it works with, what it refuses. */
export class JavaConfig {
  readonly given: ReadonlyMap<string, string>
  readonly values: Record<string, string | null> = {}
  readonly problems: ConfigProblem[] = []
  readonly notes: JavaNote[] = []

  constructor(pairs: readonly (readonly [string, string])[]) {
    // As in a java.util.Properties the last of a name counts.
    this.given = new Map(pairs)
    for (const row of JAVA_PROPERTIES) this.values[row.name] = this.#read(row)
    for (const name of this.given.keys()) {
      if (JAVA_PROPERTIES.some((row) => row.name === name)) continue
      this.note(name, 'not needed', 'no property of a Java producer, which ignores it; so do we')
    }
  }

  isSet(name: string): boolean {
    return this.given.has(name)
  }

  text(name: string): string {
    return this.values[name] ?? ''
  }

  number(name: string): number {
    return Number(this.values[name])
  }

  get isSasl(): boolean {
    return this.text('security.protocol').toUpperCase().startsWith('SASL_')
  }

  get isTls(): boolean {
    return this.text('security.protocol').toUpperCase().endsWith('SSL')
  }

  note(property: string, kind: JavaNote['kind'], text: string): void {
    this.notes.push({ property, kind, text })
  }

  /** Java refuses it, and so do we. */
  refuse(property: string, text: string): void {
    this.problems.push(problem('java', property, `${property}: ${text}`))
  }

  /** `ConfigDef.parseType` and the validators. */
  #read(row: JavaProperty): string | null {
    const given = this.given.get(row.name)
    if (given === undefined) return row.default
    const text = row.type === 'password' ? given : given.trim()
    const value = readValue(row, text)
    if (value === undefined) {
      const got = row.type === 'password' ? HIDDEN : showValue(given)
      this.problems.push(expectedGot('java', row.name, describeJava(row), got))
      return row.default
    }
    return value
  }
}

const BITS = { short: 15, int: 31, long: 63 } as const

function readValue(row: JavaProperty, text: string): string | undefined {
  switch (row.type) {
    case 'boolean':
      return /^(true|false)$/i.test(text) ? text.toLowerCase() : undefined
    case 'short':
    case 'int':
    case 'long': {
      if (!/^[+-]?\d+$/.test(text)) return undefined
      const number = BigInt(text.replace(/^\+/, ''))
      const limit = 1n << BigInt(BITS[row.type])
      const isInside = number >= -limit && number < limit && isInRange(row, Number(number))
      return isInside ? String(number) : undefined
    }
    case 'double': {
      const number = Number(text)
      if (text === '' || !Number.isFinite(number) || !isInRange(row, number)) return undefined
      return Number.isInteger(number) ? `${number}.0` : String(number)
    }
    case 'list':
      return text === '' ? '' : text.split(/\s*,\s*/).join(',')
    default:
      return isChoice(row, text) && !(row.nonEmpty && text === '') ? text : undefined
  }
}

function isInRange(row: JavaProperty, number: number): boolean {
  if (number === row.or) return true
  return number >= (row.min ?? Number.NEGATIVE_INFINITY) && number <= (row.max ?? Number.POSITIVE_INFINITY)
}

function isChoice(row: JavaProperty, text: string): boolean {
  if (row.values === undefined) return true
  return row.anyCase
    ? row.values.some((each) => each.toUpperCase() === text.toUpperCase())
    : row.values.includes(text)
}

function describeJava(row: JavaProperty): string {
  if (row.values !== undefined) return `one of ${row.values.join(', ')}`
  if (row.nonEmpty) return 'text that is not empty'
  if (row.type === 'boolean') return 'true or false'
  const kind = row.type === 'double' ? 'a number' : `a whole number (${row.type})`
  const least = row.min === undefined ? '' : ` from ${row.min}`
  const most = row.max === undefined ? '' : ` to ${row.max}`
  return `${kind}${least}${most}${row.or === undefined ? '' : `, or ${row.or}`}`
}
