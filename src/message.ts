import { types } from 'node:util'
import { describe } from './describe.js'
import type { Content, HeaderList } from './engine/engine.js'
import { MessageError } from './errors.js'

type HeaderValue = string | Uint8Array | null

/** A message as the caller writes it. Text is sent as UTF-8, bytes as they are; nothing else is turned into text. */
export interface Message {
  /** 1 to 249 characters of `a-z A-Z 0-9 . _ -`. */
  readonly topic: string
  /** `null` is a tombstone, `''` is empty; `undefined` is an error. */
  readonly value: string | Uint8Array | null
  /** Absent or `null`: no key. `''` is a key that is empty. */
  readonly key?: string | Uint8Array | null | undefined
  /** An integer ≥ 0. Leave it out and the partitioner decides. */
  readonly partition?: number | undefined
  /** Milliseconds since 1970, > 0, or a Date. Absent: now. */
  readonly timestamp?: number | Date | undefined
  /** Pairs keep their order and may repeat a name; an array as a record's value repeats its name. */
  readonly headers?: readonly (readonly [name: string, value: HeaderValue])[] | HeaderRecord | undefined
}

export type HeaderRecord = Readonly<Record<string, HeaderValue | readonly HeaderValue[]>>

/** A message that passed the check, in the words of the engine. */
export interface CheckedMessage {
  readonly topic: string
  readonly partition: number
  readonly key: Content
  readonly value: Content
  readonly timestamp: number
  readonly headers: HeaderList | null
}

/**
 * Reads each field once and never writes to the caller's object.
 * @throws MessageError that says what was expected, what came and what to do
 */
export function checkMessage(message: Message): CheckedMessage {
  if (typeof message !== 'object' || message === null || Array.isArray(message)) {
    const hint = Array.isArray(message) ? '; several messages go through sendBatch' : ''
    throw refuse(`a message must be an object such as { topic, value }, got ${describe(message)}${hint}`)
  }
  for (const name in message) if (!isField(name)) checkForeignName(name)
  const { topic, value, key, partition, timestamp, headers } = message
  checkTopic(topic)
  return {
    topic,
    partition: partition === undefined ? -1 : checkPartition(partition),
    key: checkKey(key),
    value: value === null ? null : checkValue(value, message),
    timestamp: timestamp === undefined ? 0 : checkTimestamp(timestamp),
    headers: headers === undefined ? null : checkHeaders(headers),
  }
}

/** The same message with bytes of its own: whatever the caller does to its buffers while it waits, it stays. */
export function copyMessage(message: CheckedMessage): CheckedMessage {
  return {
    ...message,
    key: copyContent(message.key),
    value: copyContent(message.value),
    headers: message.headers?.map(copyContent) ?? null,
  }
}

/** Bytes on the wire of a key, value or header part. */
export function contentLength(content: Content): number {
  if (content === null) return 0
  return typeof content === 'string' ? Buffer.byteLength(content) : content.byteLength
}

const FIELDS = ['topic', 'value', 'key', 'partition', 'timestamp', 'headers'] as const
const foreignNames = new Set<string>()

/** On every message's path, so not a look into a set: V8 compares these as pointers. */
function isField(name: string): boolean {
  switch (name as (typeof FIELDS)[number]) {
    case 'topic':
    case 'value':
    case 'key':
    case 'partition':
    case 'timestamp':
    case 'headers':
      return true
    default:
      return false
  }
}

/**
 * Other fields are let through: consumed messages and records of one's own have some. But `header`, `Key` or
 * `partitions` is a slip, and the message would arrive without them, in silence.
 */
function checkForeignName(name: string): void {
  if (foreignNames.has(name)) return
  for (const field of FIELDS) {
    if (isSlipOf(field, name)) throw refuse(`a message has no '${name}': did you mean ${field}?`)
  }
  if (foreignNames.size < 1000) foreignNames.add(name)
}

/** Other capitals, or one letter more, less, changed or swapped with its neighbour. */
function isSlipOf(field: string, name: string): boolean {
  const written = name.toLowerCase()
  let at = 0
  while (at < field.length && field[at] === written[at]) at++
  const [field1, written1] = [field.slice(at + 1), written.slice(at + 1)]
  return (
    written === field ||
    field1 === written1 ||
    field1 === written.slice(at) ||
    field.slice(at) === written1 ||
    (field[at] === written[at + 1] &&
      field[at + 1] === written[at] &&
      field.slice(at + 2) === written.slice(at + 2))
  )
}

// A service writes to few topics: names that passed once are not read letter by letter again.
const goodTopics = new Set<string>()
/** A look at the last one saves the look into the set; any good name will do to begin with. */
let lastGoodTopic = 'a'
const MAX_TOPIC_LENGTH = 249

/** Kafka's own rule, `org.apache.kafka.common.internals.Topic.validate`, applied before the broker has to. */
export function checkTopic(topic: unknown): asserts topic is string {
  if (topic === lastGoodTopic) return
  if (goodTopics.has(topic as string)) {
    lastGoodTopic = topic as string
    return
  }
  if (typeof topic !== 'string') throw refuse(`topic must be a string, got ${describe(topic)}`)
  if (topic === '') throw refuse('topic must not be empty')
  if (topic.length > MAX_TOPIC_LENGTH) {
    throw refuse(
      `topic must have at most ${MAX_TOPIC_LENGTH} characters, got ${topic.length}: ${describe(topic)}`,
    )
  }
  if (!/^[a-zA-Z0-9._-]+$/.test(topic) || topic === '.' || topic === '..') {
    throw refuse(
      `topic may hold a-z, A-Z, 0-9, '.', '_' and '-' and be neither '.' nor '..', got ${describe(topic)}`,
    )
  }
  if (goodTopics.size >= 10_000) goodTopics.clear()
  goodTopics.add(topic)
  lastGoodTopic = topic
}

function checkPartition(partition: unknown): number {
  if (typeof partition === 'number' && Number.isInteger(partition) && partition >= 0 && partition < 2 ** 31) {
    return partition
  }
  const hint = partition === -1 || partition === null ? '; leave it out to let the partitioner decide' : ''
  throw refuse(`partition must be an integer ≥ 0, got ${describe(partition)}${hint}`)
}

export function checkKey(key: unknown): Content {
  if (key === undefined || key === null) return null
  if (isContent(key)) return key
  const hint = typeof key === 'number' || typeof key === 'bigint' ? '; write String(key)' : bytesHint(key)
  throw refuse(`key must be a string, a Uint8Array or null, got ${describe(key)}${hint}`)
}

function checkValue(value: unknown, message: object): Content {
  if (isContent(value)) return value
  const expected = 'value must be a string, a Uint8Array or null'
  if (value === undefined) {
    const hint =
      'messages' in message
        ? 'to send several messages use sendBatch([{ topic, value }, …])'
        : 'null is a tombstone, an empty string is empty'
    throw refuse(`${expected}, got undefined; ${hint}`)
  }
  const hint = bytesHint(value) || '; write JSON.stringify(value), or String(value)'
  throw refuse(`${expected}, got ${describe(value)}${hint}`)
}

function checkTimestamp(timestamp: unknown): number {
  const isDate = types.isDate(timestamp)
  const ms = isDate ? Date.prototype.getTime.call(timestamp) : timestamp
  if (typeof ms === 'number' && Number.isSafeInteger(ms) && ms > 0) return ms
  throw refuse(
    `timestamp must be a whole number of milliseconds > 0 or a valid Date, got ${
      isDate && Number.isNaN(ms) ? 'an invalid Date' : describe(timestamp)
    }`,
  )
}

function checkHeaders(headers: unknown): HeaderList | null {
  const list: Content[] = []
  if (Array.isArray(headers)) {
    // Not forEach: it leaves out a hole, and the header that should have been there.
    for (let index = 0; index < headers.length; index++) {
      const pair: unknown = headers[index]
      if (!Array.isArray(pair) || pair.length !== 2) {
        throw refuse(`headers[${index}] must be a pair [name, value], got ${describe(pair)}`)
      }
      addHeader(list, pair[0], pair[1], index)
    }
  } else {
    const prototype =
      typeof headers === 'object' && headers !== null ? Object.getPrototypeOf(headers) : undefined
    // A Map, or an object of a class, has no keys that we could read: it would lose its headers in silence.
    if (prototype === undefined || (prototype !== null && Object.getPrototypeOf(prototype) !== null)) {
      const hint = headers === null ? 'leave them out' : 'write [...headers] for a Map'
      throw refuse(`headers must be pairs [name, value] or a plain object, got ${describe(headers)}; ${hint}`)
    }
    for (const [name, value] of Object.entries(headers as HeaderRecord)) {
      if (!Array.isArray(value)) addHeader(list, name, value)
      else for (const each of value) addHeader(list, name, each)
    }
  }
  return list.length === 0 ? null : list
}

function addHeader(list: Content[], name: unknown, value: unknown, index?: number): void {
  const where = () => (index === undefined ? `header ${describe(name)}` : `headers[${index}]`)
  if (typeof name !== 'string') throw refuse(`${where()}: the name must be a string, got ${describe(name)}`)
  // librdkafka takes names with their length, but engines in between end them at a NUL.
  if (name.includes('\0')) throw refuse(`${where()}: the name must not contain NUL, got ${describe(name)}`)
  if (value !== null && !isContent(value)) {
    throw refuse(
      `${where()}: the value must be a string, a Uint8Array or null, got ${describe(value)}${bytesHint(value)}`,
    )
  }
  list.push(name, value)
}

function isContent(value: unknown): value is string | Uint8Array {
  if (typeof value === 'string') return true
  // By its internal type: `instanceof` fails for arrays of another realm, as in test runners.
  if (!types.isUint8Array(value)) return false
  // A transferred buffer looks empty. Sent as such, its content would be lost without a word.
  // So does a view whose resizable buffer has become shorter than where the view ends.
  if (value.byteLength === 0 && isGone(value)) {
    throw refuse(
      'the bytes of this message are gone: their buffer is detached (transferred to another thread), or was made shorter',
    )
  }
  return true
}

function isGone(bytes: Uint8Array): boolean {
  try {
    Uint8Array.prototype.at.call(bytes, 0)
    return false
  } catch {
    return true
  }
}

function copyContent(content: Content): Content {
  return content === null || typeof content === 'string' ? content : new Uint8Array(content)
}

function bytesHint(value: unknown): string {
  if (types.isAnyArrayBuffer(value)) return '; write new Uint8Array(buffer)'
  if (ArrayBuffer.isView(value))
    return '; write new Uint8Array(view.buffer, view.byteOffset, view.byteLength)'
  return ''
}

function refuse(text: string): MessageError {
  return new MessageError('_INVALID_ARG', text)
}
