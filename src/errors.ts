import { ERROR_CODES } from './error-codes.js'
import { type Rung, rungOf } from './refusals.js'

/**
 * What librdkafka knows about a message's fate (`rd_kafka_message_status`):
 * written, perhaps written, certainly not written.
 */
export type PersistenceStatus = 'persisted' | 'possibly-persisted' | 'not-persisted'

/** Where a message ended. On a failure `offset` is null. */
export interface DeliveryReport {
  readonly topic: string
  /** −1 where the message never got a partition. */
  readonly partition: number
  /** null where the broker gave none (`acks=0`) and on a failure. */
  readonly offset: number | null
  /** Milliseconds since 1970, null where it is not known. */
  readonly timestamp: number | null
  /** `create`: the producer's time (CreateTime); `append`: the broker's (LogAppendTime). */
  readonly timestampType: 'create' | 'append' | null
  /** From produce to the moment the report was drained, in milliseconds. */
  readonly latencyMs: number
  readonly status: PersistenceStatus
}

interface Detail {
  retriable?: boolean
  fatal?: boolean
  abortable?: boolean
  cause?: unknown
  rung?: Rung | undefined
}

interface CodeEntry {
  readonly errno: number
  readonly code: string
  readonly text: string
  readonly retriable: boolean
}

const byNumber = new Map<number, CodeEntry>()
const byName = new Map<string, CodeEntry>()
const byText = new Map<string, CodeEntry>()
for (const [errno, code, text, retriable] of ERROR_CODES) {
  const entry = { errno, code, text, retriable }
  byNumber.set(errno, entry)
  byName.set(code, entry)
  if (!byText.has(text)) byText.set(text, entry)
}

/** Shared by every copy of this package in a process, so that `is()` knows the ESM and the CJS one alike. */
const KIND = Symbol.for('lingerbus.error')

/**
 * Every error of this library. `code` is the name that `rd_kafka_err2name` prints (`_QUEUE_FULL`,
 * `MSG_SIZE_TOO_LARGE`), `errno` its number. Texts may change from version to version, codes do not.
 */
export class KafkaError extends Error {
  readonly code: string
  readonly errno: number
  /** The same call may succeed when it is made again. */
  readonly retriable: boolean
  /** The producer is finished: close it and make a new one (`rd_kafka_fatal_error`). */
  readonly fatal: boolean
  /** The transaction must be aborted (`rd_kafka_error_txn_requires_abort`). */
  readonly abortable: boolean
  /** Which rung of the way to a broker refused: `dns`, `tcp`, `tls`, `sasl` or `authorisation`. */
  declare readonly rung?: Rung

  constructor(code: number | string, message?: string, detail: Detail = {}) {
    const entry = lookUp(code)
    super(message ?? entry.text, detail.cause === undefined ? undefined : { cause: detail.cause })
    this.code = entry.code
    this.errno = entry.errno
    this.retriable = detail.retriable ?? entry.retriable
    this.fatal = detail.fatal ?? false
    this.abortable = detail.abortable ?? false
    const rung = detail.rung ?? rungOf(entry.code)
    if (rung !== undefined) this.rung = rung
  }

  /** True for errors of this class, also those of another copy of this package (ESM beside CJS). */
  static is<Class extends { prototype: unknown }>(this: Class, value: unknown): value is Class['prototype'] {
    const kind = (value as { [KIND]?: string } | null | undefined)?.[KIND]
    // biome-ignore lint/complexity/noThisInStatic: each class asks about itself
    const wanted = (this as unknown as typeof KafkaError).prototype.name
    return kind !== undefined && (wanted === 'KafkaError' || kind === wanted)
  }
}

/** One fault of a configuration; secrets are never in it. */
export interface ConfigProblem {
  /** The property as the user wrote it. */
  readonly property: string
  /** The whole sentence, but for the reason. */
  readonly text: string
  /** Why it matters. */
  readonly why: string
  /** The kind of fault, a word that stays the same from version to version. */
  readonly ground: string
  /** What would have been right; a closed list is whole. */
  readonly expected?: string
  /** What came, where it is no secret. */
  readonly got?: string
  /** The right name that is most like the one that came. */
  readonly nearest?: string
}

/** A configuration that is refused: `problems` and `details` list all of its faults. Code `_INVALID_ARG`. */
export class ConfigError extends KafkaError {
  /** A sentence each, with the reason. */
  readonly problems: readonly string[]
  /** The same in parts; empty where librdkafka itself refused. */
  readonly details: readonly ConfigProblem[]

  constructor(problems: readonly (ConfigProblem | string)[]) {
    const texts = problems.map((each) => (typeof each === 'string' ? each : `${each.text} — ${each.why}`))
    super('_INVALID_ARG', describeProblems(texts))
    this.problems = texts
    this.details = problems.filter((each) => typeof each !== 'string')
  }
}

/** A message that is refused before anything is enqueued. No report will come for it. */
export class MessageError extends KafkaError {}

/** No room at the moment: `await producer.drained()`, or use `send`, which waits. No report will come. Code `_QUEUE_FULL`. */
export class QueueFullError extends KafkaError {
  constructor(message: string) {
    super('_QUEUE_FULL', message)
  }
}

/** An accepted message failed; `report` says what is known of it. */
export class DeliveryError extends KafkaError {
  readonly report: DeliveryReport
  readonly status: PersistenceStatus

  constructor(errno: number, message: string, report: DeliveryReport, cause?: KafkaError) {
    super(errno, message, { cause })
    this.report = report
    this.status = report.status
  }
}

/** The producer is closed, or closing. Code `_DESTROY`. */
export class ClosedError extends KafkaError {
  constructor(message: string) {
    super('_DESTROY', message)
  }
}

/** The engine that runs cannot do this; the text says which one can. Code `_NOT_IMPLEMENTED`. */
export class UnsupportedError extends KafkaError {
  constructor(message: string) {
    super('_NOT_IMPLEMENTED', message)
  }
}

/**
 * The caller stopped waiting: `_TIMED_OUT` after `timeoutMs`, `_INTR` after `signal` (its reason is `cause`).
 * The message itself: `enqueued` true means it is on its way and will be settled in the ledger,
 * false means that it was never accepted.
 */
export class WaitError extends KafkaError {
  readonly enqueued: boolean

  constructor(code: '_TIMED_OUT' | '_INTR', message: string, enqueued: boolean, cause?: unknown) {
    super(code, message, { cause, retriable: !enqueued })
    this.enqueued = enqueued
  }
}

for (const Class of [
  KafkaError,
  ConfigError,
  MessageError,
  QueueFullError,
  DeliveryError,
  ClosedError,
  UnsupportedError,
  WaitError,
]) {
  // On the prototype, so that neither shows up as a field of every error that is printed.
  Object.defineProperty(Class.prototype, 'name', { value: Class.name, configurable: true, writable: true })
  Object.defineProperty(Class.prototype, KIND, { value: Class.name })
}

/** librdkafka's text for a code (`rd_kafka_err2str`). */
export function errorText(code: number | string): string {
  return lookUp(code).text
}

/** The code whose text this is, or undefined: some engines hand over nothing but the text. */
export function errorCodeOfText(text: string): string | undefined {
  return byText.get(text)?.code
}

function lookUp(code: number | string): CodeEntry {
  const entry = typeof code === 'number' ? byNumber.get(code) : byName.get(code)
  if (entry) return entry
  // A broker newer than this librdkafka may send numbers without a name; rd_kafka_err2name prints these alike.
  if (typeof code === 'number') {
    return { errno: code, code: `ERR_${code}?`, text: `Err-${code}?`, retriable: false }
  }
  throw new TypeError(`no such error code: ${code}`)
}

function describeProblems(problems: readonly string[]): string {
  if (problems.length === 1) return `invalid configuration: ${problems[0]}`
  return `invalid configuration, ${problems.length} problems:${problems.map((problem) => `\n  - ${problem}`).join('')}`
}
