import { LEAST_BYTES } from '../measure/least-bytes.js'
import type { Mode } from '../measure/result.js'
import type { PayloadRequest } from './bench-plan.js'
import { parseWhole } from './flags.js'
import { UsageError } from './usage-error.js'

/** `name=value,value,…` */
export function parseVary(text: string): [string, string[]] {
  const at = text.indexOf('=')
  const values = text.slice(at + 1).split(',')
  if (at <= 0 || values.some((value) => value === ''))
    throw new UsageError(`expected name=value,value,…, got '${text}'`)
  if (new Set(values).size < values.length) throw new UsageError(`a value stands there twice: '${text}'`)
  return [text.slice(0, at), values]
}

export function parseAtLeastOne(text: string): number {
  const number = parseWhole(text)
  if (number < 1) throw new UsageError('expected a whole number of at least 1, got 0')
  return number
}

/** A number above 0, as `2` or `0.5`. */
export function parsePositive(text: string): number {
  const number = Number(text)
  if (!/^\d+(\.\d+)?$/.test(text) || !(number > 0))
    throw new UsageError(`expected a number above 0, got '${text}'`)
  return number
}

/** As above, or 0. */
export function parseSeconds(text: string): number {
  return /^0+(\.0+)?$/.test(text) ? 0 : parsePositive(text)
}

/** kafka-producer-perf-test's `--throughput`: −1 is no limit. */
export function parseThroughput(text: string): Mode {
  if (text === '-1') return { kind: 'full-speed' }
  return { kind: 'rate', messagesPerSecond: parsePositive(text) }
}

const MOST_BYTES = 100_000_000

/** `100`, or `100-2000`. */
export function parseSize(text: string): { min: number; max: number } {
  const found = /^(\d+)(?:-(\d+))?$/.exec(text)
  const [min, max] = [Number(found?.[1]), Number(found?.[2] ?? found?.[1])]
  if (found === null || min > max || max > MOST_BYTES)
    throw new UsageError(`expected bytes, as 100 or 100-2000, at most ${MOST_BYTES}, got '${text}'`)
  return { min, max }
}

const KEYS_MOST = 10_000_000

/** `none`, `uniform:COUNT`, `zipf:COUNT`, `own`. */
export function parseKeys(text: string): PayloadRequest['keys'] {
  if (text === 'none' || text === 'own') return { kind: text }
  const [, kind, count] = /^(uniform|zipf):(\d+)$/.exec(text) ?? []
  if (kind === undefined || Number(count) < 1 || Number(count) > KEYS_MOST)
    throw new UsageError(
      `expected none, own, uniform:COUNT or zipf:COUNT, COUNT from 1 to ${KEYS_MOST}, got '${text}'`,
    )
  return { kind: kind as 'uniform' | 'zipf', count: Number(count) }
}

export interface PayloadWord {
  readonly kind: PayloadRequest['kind']
  readonly source: string | null
}

const MADE = Object.keys(LEAST_BYTES) as (keyof typeof LEAST_BYTES)[]

/** `json`, `log-lines`, `random`, `file:PATH`, `topic:NAME`. */
export function parsePayload(text: string): PayloadWord {
  const made = MADE.find((kind) => kind === text)
  if (made !== undefined) return { kind: made, source: null }
  const [, kind, source] = /^(file|topic):(.+)$/.exec(text) ?? []
  if (kind === undefined)
    throw new UsageError(`expected ${MADE.join(', ')}, file:PATH or topic:NAME, got '${text}'`)
  return { kind: kind as 'file' | 'topic', source: source! }
}

const USUAL_BYTES = 200

/** What the flags say together. @throws UsageError where they contradict each other */
export function payloadOf(
  { kind, source }: PayloadWord,
  size: { min: number; max: number } | undefined,
  keys: PayloadRequest['keys'] | undefined,
  delimiter: Buffer,
): PayloadRequest {
  if (kind === 'file' || kind === 'topic') {
    if (size !== undefined) throw new UsageError(`--record-size: the records of a ${kind} have their own`)
    if (keys?.kind === 'own' && kind === 'file')
      throw new UsageError('--keys own: the lines of a file have no keys')
    const usual = { kind: kind === 'topic' ? 'own' : 'none' } as const
    const [file, topic] = kind === 'file' ? [source, null] : [null, source]
    return { kind, size: null, keys: keys ?? usual, file, topic, delimiter }
  }
  if (keys?.kind === 'own') throw new UsageError('--keys own needs --payload topic:NAME')
  const least = LEAST_BYTES[kind]
  const bytes = size ?? { min: USUAL_BYTES, max: USUAL_BYTES }
  if (bytes.min < least)
    throw new UsageError(
      `--record-size: ${kind} takes at least ${least} bytes; write --payload random for less`,
    )
  return { kind, size: bytes, keys: keys ?? { kind: 'none' }, file: null, topic: null, delimiter }
}
