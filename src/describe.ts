/** What the caller gave, in a few words for an error's text. Never throws, whatever it is given. */
export function describe(value: unknown): string {
  if (typeof value === 'string') return `'${value.length > 60 ? `${value.slice(0, 60)}…` : value}'`
  if (typeof value === 'function' || typeof value === 'symbol') return `a ${typeof value}`
  if (value === null || typeof value !== 'object') return String(value)
  if (isArray(value)) return 'an array'
  try {
    const name: unknown = value.constructor?.name
    if (typeof name === 'string' && name !== '' && name !== 'Object') return `an object of class ${name}`
  } catch {
    // A getter that throws, or a proxy that was revoked.
  }
  return 'an object'
}

/** `Array.isArray` throws for a proxy that was revoked. */
export function isArray(value: unknown): boolean {
  try {
    return Array.isArray(value)
  } catch {
    return false
  }
}

/** Not a class's instance, which may hold its names in getters, and not a Map, which has none. */
export function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null || isArray(value)) return false
  try {
    const prototype = Object.getPrototypeOf(value)
    return prototype === null || Object.getPrototypeOf(prototype) === null
  } catch {
    // A proxy that was revoked, or one whose trap throws.
    return false
  }
}
