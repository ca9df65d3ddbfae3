// Writes src/config/properties.ts: every configuration property of librdkafka with its scope, type, range and
// default, and the TypeScript interface of what a producer's user may set, with the manual's words in the hover;
// and src/config/descriptions.ts: the first sentence of each, for explain.
// Sources, as shipped in @confluentinc/kafka-javascript: the property table in rdkafka_conf.c (names, aliases,
// types, ranges, what is sensitive or hidden), held against CONFIGURATION.md (defaults, C/P).
// `--check` writes nothing and exits with 1 when a file is out of date.
import { readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { renderDescriptions, renderProperties } from './properties/render.mjs'

const require = createRequire(import.meta.url)
const manifest = require.resolve('@confluentinc/kafka-javascript/package.json')
const { librdkafka } = require(manifest)
const source = path.join(path.dirname(manifest), 'deps/librdkafka')

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

/** Not in the manual; from the code. */
const UNDOCUMENTED = {
  'enable.sparse.connections':
    'Connect only to brokers that are needed; false keeps a connection to every broker.',
  'test.mock.num.brokers':
    'For tests: so many brokers of an embedded cluster, which take the place of bootstrap.servers.',
  'test.mock.broker.rtt': 'For tests: the time that the embedded cluster takes for an answer.',
  'metadata.request.timeout.ms': 'No longer used.',
}

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

const documentation = documentationOf(rows, manual)
const files = {
  'src/config/properties.ts': renderProperties(rows, { librdkafka, ours: OURS, documentation }),
  'src/config/descriptions.ts': renderDescriptions(rows, { librdkafka, ours: OURS, documentation }),
}
for (const [name, text] of Object.entries(files)) {
  const target = new URL(`../${name}`, import.meta.url)
  if (!process.argv.includes('--check')) {
    writeFileSync(target, text)
    console.log(`${name}: ${rows.length} properties of librdkafka ${librdkafka}`)
  } else if (readFileSync(target, 'utf8') !== text) {
    console.error(`${name} is out of date: run node scripts/generate-properties.mjs`)
    process.exitCode = 1
  }
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
    const text = cells
      .slice(5)
      .join('|')
      .replace(/<br>\*Type: .*$/, '')
      .trim()
    found.push({ name: cells[0], scope, use: cells[1], range: cells[2], default: cells[3], text })
  }
  return found
}

/** By canonical name, in the manual's words; the manual omits what is for tests. */
function documentationOf(all, documented) {
  const texts = new Map(Object.entries(UNDOCUMENTED))
  for (const row of all) {
    const entry = documented.find((each) => each.name === row.canonical && each.scope === row.scope)
    if (entry !== undefined && !texts.has(row.canonical)) texts.set(row.canonical, entry.text)
  }
  return texts
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
