import * as z from 'zod/mini'
import type { ConfigProblem } from '../errors.js'
import { expectedGot, type GroundName } from './problem.js'
import { PROPERTIES, type Property } from './properties.js'
import { HIDDEN, showValue } from './secrets.js'

/** A value in the plain text that librdkafka is given, or the problem in words. */
export type Reading =
  | { readonly text: string; readonly problem?: never }
  | { readonly problem: ConfigProblem; readonly text?: never }

/** A property's row, whatever it is spelled like; where a name is in both scopes, the client-wide one. */
export function findProperty(name: string): Property | undefined {
  return rows.get(name)
}

/** Checks one value and turns it into plain text. `as`: the property as the user wrote it. */
export function readProperty(row: Property, value: unknown, as: string = row.name): Reading {
  const result = schemaOf(row).safeParse(value)
  if (result.success) return { text: result.data }
  const came = row.sensitive ? HIDDEN : showValue(value)
  return { problem: expectedGot(groundOf(row, value), as, describe(row), came, hint(row, value)) }
}

/** What the user may write, in words; a closed list is whole. */
export function describe(row: Property): string {
  if (isAcks(row)) return 'one of -1, all, 0, 1'
  switch (row.type) {
    case 'integer':
      return `a whole number from ${row.min} to ${row.max}`
    case 'float':
      return `a number from ${row.min} to ${row.max}`
    case 'boolean':
      return 'true or false'
    case 'enum':
      return `one of ${row.values?.join(', ')}`
    case 'flags':
      return `a comma list of ${row.values?.join(', ')}`
    default:
      return row.canonical === 'sasl.mechanisms' ? 'the name of one mechanism' : 'text'
  }
}

// librdkafka reads numbers with strtol and strtod: '5ms' is 5, '1e6' as an integer is 1, '010' is 8, '0x10' is 16,
// and what does not fit 32 bits wraps around. Nothing of that gets through here.
const PLAIN_INTEGER = /^(0|-?[1-9]\d*)$/
const PLAIN_DECIMAL = /^-?(0|[1-9]\d*)(\.\d+)?$/

const rows = new Map<string, Property>()
for (const row of PROPERTIES) if (!rows.has(row.name)) rows.set(row.name, row)

const schemas = new Map<string, z.ZodMiniType<string>>()

/** Built at first use: nobody sets all of them. */
function schemaOf(row: Property): z.ZodMiniType<string> {
  let schema = schemas.get(row.name)
  if (schema === undefined) {
    schema = buildSchema(row)
    schemas.set(row.name, schema)
  }
  return schema
}

function buildSchema(row: Property): z.ZodMiniType<string> {
  if (isAcks(row)) {
    const given = z.literal([-1, 0, 1, '-1', '0', '1', 'all'])
    return z.pipe(
      given,
      z.transform((acks) => (String(acks) === '-1' ? 'all' : String(acks))),
    )
  }
  const values = row.values ?? []
  switch (row.type) {
    case 'integer':
      return z.pipe(
        z.pipe(asNumber(PLAIN_INTEGER), z.int().check(z.minimum(row.min!), z.maximum(row.max!))),
        z.transform(plainText),
      )
    case 'float':
      return z.pipe(
        z.pipe(asNumber(PLAIN_DECIMAL), z.number().check(z.minimum(row.min!), z.maximum(row.max!))),
        z.transform(plainText),
      )
    case 'boolean':
      return z.union([
        z.pipe(z.boolean(), z.transform(String)),
        z.pipe(z.string().check(z.toLowerCase()), z.enum(['true', 'false'])),
      ])
    case 'enum':
      return z.pipe(
        z.pipe(
          z.string(),
          z.transform((text: string) => canonicalChoice(row, text)),
        ),
        z.enum(values),
      )
    case 'flags':
      return z.string().check(z.refine((text) => isFlagList(text, values)))
    default:
      return z.string().check(z.refine((text) => isAcceptedText(row, text)))
  }
}

function asNumber(plain: RegExp) {
  return z.union([z.number(), z.pipe(z.string().check(z.regex(plain)), z.transform(Number))])
}

/** Which of librdkafka's refusals it is, or which of ours. */
function groundOf(row: Property, value: unknown): GroundName {
  if (isAcks(row)) return 'acks'
  if (typeof value === 'string' && value.includes('\0')) return 'nul'
  switch (row.type) {
    case 'integer':
    case 'float': {
      const plain = row.type === 'integer' ? PLAIN_INTEGER : PLAIN_DECIMAL
      if (typeof value !== 'string' && typeof value !== 'number') return 'number'
      if (!plain.test(String(value))) return 'number'
      // What wraps around lands inside again.
      return Math.abs(Number(value)) > 2 ** 31 - 1 ? 'number' : 'range'
    }
    case 'boolean':
      return 'boolean'
    case 'enum':
    case 'flags':
      return startsBlank(value) ? 'blanks' : 'choice'
    default:
      return typeof value !== 'string' ? 'text' : startsBlank(value) ? 'blanks' : 'form'
  }
}

function startsBlank(value: unknown): boolean {
  return typeof value === 'string' && /^\s/.test(value)
}

/** Never with an exponent. Adding 0 turns −0 into 0. */
function plainText(value: number): string {
  const text = String(value + 0)
  return text.includes('e') ? value.toFixed(20) : text
}

/** As in librdkafka, case does not count, except for partitioners; those may be written with a hyphen. */
function canonicalChoice(row: Property, text: string): string {
  if (row.name === 'partitioner') return text.replaceAll('-', '_')
  return row.values?.find((value) => value.toLowerCase() === text.toLowerCase()) ?? text
}

/** `+name` adds and `-name` takes away, as in librdkafka. */
function isFlagList(text: string, values: readonly string[]): boolean {
  const words = text.split(',').map((word) => word.trim().replace(/^[+-]/, '').toLowerCase())
  return text.trim() !== '' && words.every((word) => word === '' || values.includes(word))
}

function isAcceptedText(row: Property, text: string): boolean {
  // A C string ends at the first NUL: the rest would be lost without a word.
  if (text.includes('\0')) return false
  if (row.canonical === 'sasl.mechanisms') return /^[^,\s]+$/.test(text)
  if (row.canonical === 'broker.version.fallback') return text !== '' && !/^0\.[67]\./.test(text)
  return true
}

function isAcks(row: Property): boolean {
  return row.canonical === 'request.required.acks'
}

function hint(row: Property, value: unknown): string {
  if (typeof value === 'string' && !isAcks(row)) {
    const plain = row.type === 'integer' ? PLAIN_INTEGER : row.type === 'float' ? PLAIN_DECIMAL : undefined
    if (plain && !plain.test(value)) {
      return ' (plain decimal text only: no unit, exponent, hexadecimal, leading zero or blank)'
    }
    if (value.includes('\0')) return ' (it contains a NUL, where librdkafka would cut it off)'
  }
  if (Array.isArray(value) && row.type !== 'integer')
    return " (write the entries as one text: list.join(','))"
  return ''
}
