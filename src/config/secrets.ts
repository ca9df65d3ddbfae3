import { PROPERTIES } from './properties.js'

export const HIDDEN = '[hidden]'

const sensitive = new Set(PROPERTIES.filter((row) => row.sensitive).map((row) => row.name))

/** True where a value must never be shown: passwords, keys, tokens, and what librdkafka itself masks. */
export function isSensitive(name: string): boolean {
  return sensitive.has(name)
}

/** A copy with every secret replaced by `[hidden]`: for inspect, logs and reports. */
export function maskSecrets(properties: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(properties).map(([name, value]) => [
      name,
      isSensitive(name) ? HIDDEN : hideCredentials(value),
    ]),
  )
}

/** The same object, which console.log, util.inspect and JSON.stringify see only in its masked form. */
export function guardSecrets<T extends Readonly<Record<string, string>>>(properties: T): T {
  const masked = { value: () => maskSecrets(properties), enumerable: false }
  return Object.defineProperties(properties, {
    [Symbol.for('nodejs.util.inspect.custom')]: masked,
    toJSON: masked,
  })
}

/** A URL without the credentials in it. */
export function hideCredentials(text: string): string {
  return text.replace(/(:\/\/)[^/?#\s]*@/g, `$1${HIDDEN}@`)
}

/** What the user gave, short enough for a message. */
export function showValue(given: unknown): string {
  const value = typeof given === 'string' ? hideCredentials(given) : given
  if (typeof value === 'string') {
    const text = value.length > 60 ? `${value.slice(0, 57)}...` : value
    return JSON.stringify(text).replace(/^"|"$/g, "'").replaceAll('\\"', '"')
  }
  if (typeof value === 'bigint') return `${value}n`
  if (typeof value === 'function') return 'a function'
  if (Array.isArray(value)) return 'an array'
  if (typeof value === 'object' && value !== null) return 'an object'
  return String(value)
}

/** A property as the user wrote it; in quotes when it is no plain word. */
export function showName(name: string): string {
  return /^[\w.-]{1,80}$/.test(name) ? name : showValue(name)
}
