// Writes src/config/properties.ts: every configuration property of librdkafka with its scope, type, range and
// default, and the TypeScript interface of what a producer's user may set.
// Sources, as shipped in @confluentinc/kafka-javascript: the property table in rdkafka_conf.c (names, aliases,
// types, ranges, what is sensitive or hidden), held against CONFIGURATION.md (defaults, C/P).
// `--check` writes nothing and exits with 1 when the file is out of date.
import { readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'

const require = createRequire(import.meta.url)
const manifest = require.resolve('@confluentinc/kafka-javascript/package.json')
const { librdkafka } = require(manifest)
const source = path.join(path.dirname(manifest), 'deps/librdkafka')
const target = new URL('../src/config/properties.ts', import.meta.url)

/** Where a property has several spellings, Kafka's own (Java's) is the one we write and print. */
const PREFERRED = new Set([
  'acks',
  'bootstrap.servers',
  'compression.type',
  'delivery.timeout.ms',
  'linger.ms',
  'retries',
  'sasl.mechanism',
  'sasl.oauthbearer.client.credentials.client.id',
  'sasl.oauthbearer.client.credentials.client.secret',
])

/** rd_kafka_conf_finalize: a producer's default is true, the table has the consumer's. */
const PRODUCER_DEFAULTS = { 'allow.auto.create.topics': 'true' }

/** The engine sets these itself, or the ledger forbids them (src/config/hints.ts says why): no member in the interface. */
const OURS = new Set([
  'client.software.name',
  'client.software.version',
  'delivery.report.only.error',
  'enable_sasl_queue',
  'enabled_events',
  'internal.termination.signal',
  'log.queue',
])

/** Macros and constants that stand in the table's ranges and defaults. */
const CONSTANTS = {
  INT_MAX: 2147483647,
  INT32_MAX: 2147483647,
  RD_KAFKA_COMPLEVEL_MIN: -1,
  RD_KAFKA_COMPLEVEL_MAX: 12,
  RD_KAFKA_COMPLEVEL_DEFAULT: -1,
}

const TYPES = {
  _RK_C_STR: 'string',
  _RK_C_KSTR: 'string',
  _RK_C_INT: 'integer',
  _RK_C_DBL: 'float',
  _RK_C_S2I: 'enum',
  _RK_C_S2F: 'flags',
  _RK_C_BOOL: 'boolean',
  _RK_C_PTR: 'api',
  _RK_C_PATLIST: 'patterns',
  _RK_C_ALIAS: 'alias',
  _RK_C_INTERNAL: 'internal',
  _RK_C_INVALID: 'rejected',
}

const code = readFileSync(path.join(source, 'src/rdkafka_conf.c'), 'utf8')
const manual = readManual(readFileSync(path.join(source, 'CONFIGURATION.md'), 'utf8'))
const rows = readTable(code)
if (rows.length < 190)
  throw new Error(`only ${rows.length} properties found: has rdkafka_conf.c changed its form?`)
compareWithManual(rows, manual)

const text = render(rows)
if (!process.argv.includes('--check')) {
  writeFileSync(target, text)
  console.log(`src/config/properties.ts: ${rows.length} properties of librdkafka ${librdkafka}`)
} else if (readFileSync(target, 'utf8') !== text) {
  console.error('src/config/properties.ts is out of date: run node scripts/generate-properties.mjs')
  process.exit(1)
}

function readTable(text) {
  const start = text.indexOf('rd_kafka_properties[] = {')
  const body = text.slice(text.indexOf('{', start) + 1, text.indexOf('{0, /* End */}', start))
  const entries = parseList(tokens(firstBranches(body))).filter((entry) => Array.isArray(entry.value))
  const partitioners = namesComparedIn(text, 'rd_kafka_conf_validate_partitioner')
  const own = entries.map((entry) => readEntry(entry.value, partitioners))
  return own.map((row) => resolveAlias(row, own))
}

function readEntry(items, partitioners) {
  const field = (name) => items.find((item) => item.name === name)?.value
  const plain = items.filter((item) => item.name === undefined && !/^_UNSUPPORTED/.test(item.value))
  const [flags, name, type, , , min, max, fallback] = plain.map((item) => item.value)
  const has = (flag) => new RegExp(`\\b_RK_${flag}\\b`).test(flags)
  const row = { name: string(name), scope: has('TOPIC') ? 'topic' : 'global', type: TYPES[type] }
  if (row.type === undefined) throw new Error(`${row.name}: unknown type ${type}`)
  row.use = has('PRODUCER') ? 'P' : has('CONSUMER') || has('CGRP') ? 'C' : '*'
  if (row.type === 'alias') row.alias = string(field('sdef'))
  const choices = (field('s2i') ?? [])
    .map((item) => item.value)
    .filter((item) => Array.isArray(item) && item.length > 1 && /^"/.test(item[1].value))
    .map((item) => ({ key: item[0].value, name: string(item[1].value) }))
  if (row.type === 'integer') Object.assign(row, { min: number(min), max: Math.trunc(number(max)) })
  if (row.type === 'float') Object.assign(row, { min: number(field('dmin')), max: number(field('dmax')) })
  if (choices.length > 0) row.values = choices.map((choice) => choice.name)
  if (field('validate') === 'rd_kafka_conf_validate_partitioner')
    Object.assign(row, { type: 'enum', values: partitioners })
  row.default = readDefault(row, { field, fallback, choices })
  for (const flag of ['DEPRECATED', 'SENSITIVE', 'HIDDEN']) if (has(flag)) row[flag.toLowerCase()] = true
  return row
}

function readDefault(row, { field, fallback, choices }) {
  if (row.name in PRODUCER_DEFAULTS) return PRODUCER_DEFAULTS[row.name]
  if (row.type === 'integer') return String(number(fallback))
  if (row.type === 'float') return String(number(field('ddef')))
  if (row.type === 'boolean') return String(number(fallback) === 1)
  if (row.type === 'enum' && field('vdef') !== undefined) {
    const choice = choices.find((each) => each.key === field('vdef'))
    return (choice ?? choices[number(field('vdef'))]).name
  }
  return field('sdef') === undefined ? null : string(field('sdef'))
}

/** An alias gets everything from the property it stands for: the manual is wrong there for compression.type. */
function resolveAlias(row, all) {
  const canonical = all.find((each) => each.scope === row.scope && each.name === (row.alias ?? row.name))
  const alias = all.find(
    (each) => each.scope === row.scope && each.alias === canonical.name && PREFERRED.has(each.name),
  )
  const { name, alias: _, ...rest } = { ...canonical, name: row.name }
  return { name, preferred: alias?.name ?? canonical.name, canonical: canonical.name, ...rest }
}

function readManual(text) {
  let scope = 'global'
  const found = []
  for (const line of text.split('\n')) {
    if (line.startsWith('## ')) scope = line.includes('Topic') ? 'topic' : 'global'
    const cells = line.split('|').map((cell) => cell.trim())
    if (cells.length < 6 || !['*', 'C', 'P'].includes(cells[1])) continue
    found.push({ name: cells[0], scope, use: cells[1], range: cells[2], default: cells[3] })
  }
  return found
}

/** Both sources must say the same; where the manual errs (aliases, producer defaults) the table counts. */
function compareWithManual(all, documented) {
  for (const entry of documented) {
    const row = all.find((each) => each.name === entry.name && each.scope === entry.scope)
    if (row === undefined) throw new Error(`${entry.name} is in CONFIGURATION.md only`)
    if (row.type === 'api' || row.name !== row.canonical || row.name in PRODUCER_DEFAULTS) continue
    const range = row.min === undefined ? '' : `${row.min} .. ${row.max}`
    const differs =
      row.use !== entry.use ||
      (range !== '' && range !== entry.range) ||
      (row.type !== 'flags' && row.type !== 'string' && (row.default ?? '') !== entry.default)
    if (differs) throw new Error(`${entry.name}: ${JSON.stringify(row)} against ${JSON.stringify(entry)}`)
  }
  for (const row of all) {
    const known = documented.some((entry) => entry.name === row.name && entry.scope === row.scope)
    if (!known && row.type !== 'internal' && row.type !== 'rejected' && !row.hidden) {
      throw new Error(`${row.name} is in rdkafka_conf.c only`)
    }
  }
}

// ---- C, as far as the table needs it

/** Keeps the first branch of every #if: what this platform lacks is no matter of the table. */
function firstBranches(text) {
  const stack = []
  const kept = text.split('\n').filter((line) => {
    if (/^\s*#\s*if/.test(line)) stack.push(true)
    else if (/^\s*#\s*el/.test(line)) stack[stack.length - 1] = false
    else if (/^\s*#\s*endif/.test(line)) stack.pop()
    else return stack.every(Boolean)
    return false
  })
  return kept.join('\n').replace(/\/\*[\s\S]*?\*\//g, ' ')
}

function tokens(text) {
  return text.match(/"(?:[^"\\]|\\.)*"|[{},=]|[^\s{},="]+/g)
}

/** A C initialiser as a list of { name (of `.name = …`), value (text, or again a list) }. */
function parseList(stream) {
  const items = []
  let item = { value: '' }
  const push = () => {
    if (item.value !== '') items.push(item)
    item = { value: '' }
  }
  while (stream.length > 0) {
    const token = stream.shift()
    if (token === '}') break
    if (token === '{') item.value = parseList(stream)
    else if (token === ',') push()
    else if (token === '=') item = { name: item.value.slice(1), value: '' }
    else item.value = item.value === '' ? token : `${item.value} ${token}`
  }
  push()
  return items
}

/** Adjacent literals are one string in C. */
function string(expression) {
  return [...expression.matchAll(/"((?:[^"\\]|\\.)*)"/g)]
    .map((part) => part[1].replace(/\\(.)/g, '$1'))
    .join('')
}

function number(expression) {
  const plain = (expression ?? '0').replace(/[A-Z][A-Z0-9_]{3,}/g, (name) => CONSTANTS[name] ?? name)
  if (!/^[\d\s./*+()x\-a-fA-F]+$/.test(plain)) throw new Error(`not a number: ${expression}`)
  return Function(`'use strict'; return (${plain})`)()
}

function namesComparedIn(text, name) {
  const body = text.slice(text.indexOf(`${name}(`))
  return [...body.slice(0, body.indexOf('\n}')).matchAll(/strcmp\(val, "(\w+)"\)/g)].map((match) => match[1])
}

// ---- TypeScript

function render(all) {
  const settable = all.filter(
    (row, index) =>
      row.use !== 'C' &&
      !OURS.has(row.name) &&
      !['api', 'internal', 'rejected'].includes(row.type) &&
      all.findIndex((each) => each.name === row.name) === index,
  )
  return `// Generated by scripts/generate-properties.mjs from librdkafka ${librdkafka}, rdkafka_conf.c and CONFIGURATION.md. Do not edit.

export interface Property {
  readonly name: string
  /** The spelling that lingerbus writes and prints; one for all aliases. */
  readonly preferred: string
  /** The spelling of librdkafka's own table. */
  readonly canonical: string
  readonly scope: 'global' | 'topic'
  /** Whose property it is: a consumer's, a producer's, or both. */
  readonly use: 'C' | 'P' | '*'
  /** \`api\`: only a C function can set it. \`internal\`, \`rejected\`: nobody can. */
  readonly type:
    | 'integer'
    | 'float'
    | 'boolean'
    | 'enum'
    | 'flags'
    | 'string'
    | 'patterns'
    | 'api'
    | 'internal'
    | 'rejected'
  readonly min?: number
  readonly max?: number
  /** The closed list, of which one (enum) or several (flags) are given; for integers, names for numbers. */
  readonly values?: readonly string[]
  /** A producer's default as text, null where there is none. */
  readonly default: string | null
  readonly deprecated?: true
  /** A secret: its value is never shown. */
  readonly sensitive?: true
  /** Not in librdkafka's manual. */
  readonly hidden?: true
}

// biome-ignore format: one property a line
export const PROPERTIES: readonly Property[] = [
${all.map((row) => `  ${literal(row)},`).join('\n')}
]

/** null and undefined mean "not set". */
type Unset = null | undefined
/** A whole number, or its plain decimal text. */
export type Integer = number | string
/** A number, or its plain decimal text. */
export type Decimal = number | string
export type Flag = boolean | 'true' | 'false'

/** Every property of librdkafka that a producer may set, in librdkafka's words. */
// biome-ignore format: one property a line
export interface ProducerProperties {
${settable.map(member).join('\n')}
}
`
}

function literal(row) {
  const parts = Object.entries(row).map(([key, value]) => {
    const quoted = (each) => (typeof each === 'string' ? quote(each) : String(each))
    return `${key}: ${Array.isArray(value) ? `[${value.map(quoted).join(', ')}]` : quoted(value)}`
  })
  return `{ ${parts.join(', ')} }`
}

function member(row) {
  // A tag counts only at the start of a comment.
  const notes = row.deprecated ? ['@deprecated by librdkafka.'] : []
  if (row.name !== row.preferred) notes.push(`The same as \`${row.preferred}\`.`)
  if (row.min !== undefined) notes.push(`${row.min} to ${row.max}${unit(row.name)}.`)
  if (row.default !== null)
    notes.push(`librdkafka's default: ${row.default === '' ? 'empty' : `\`${row.default}\``}.`)
  if (row.sensitive) notes.push('Never shown.')
  const comment = notes.length > 0 ? `  /** ${notes.join(' ')} */\n` : ''
  return `${comment}  '${row.name}'?: ${type(row)} | Unset`
}

function unit(name) {
  if (/\.ms$|\.ttl$|relogin$/.test(name)) return ' milliseconds'
  if (/\.seconds$/.test(name)) return ' seconds'
  if (/\.kbytes$/.test(name)) return ' KiB'
  return /\.bytes$|^batch\.size$/.test(name) ? ' bytes' : ''
}

function type(row) {
  if (row.canonical === 'request.required.acks') return `-1 | 0 | 1 | 'all' | '-1' | '0' | '1'`
  if (row.type === 'integer') return 'Integer'
  if (row.type === 'float') return 'Decimal'
  if (row.type === 'boolean') return 'Flag'
  if (row.type !== 'enum') return 'string'
  const union = row.values.map(quote).join(' | ')
  return row.name === 'security.protocol'
    ? `${union} | ${row.values.map((each) => quote(each.toUpperCase())).join(' | ')}`
    : union
}

function quote(text) {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
}
