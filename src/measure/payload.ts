import type { SlotOrder } from './protocol.js'
import { seeded } from './random.js'
import { readRecords } from './records-file.js'

/** What is sent: records in turn, keys in a turn of their own, so that few records do not mean few keys. */
export interface Records {
  readonly values: readonly (Buffer | null)[]
  /** null: no keys; as long as `values` where the records have their own. */
  readonly keys: readonly (Buffer | null)[] | null
  /** Of a key and a value together. */
  readonly meanBytes: number
}

/** Larger than any batch and any compressor's window, or what repeats would compress as nothing real does. */
const POOL_BYTES = 8 * 1024 * 1024
const POOL_MOST = 32_768
const POOL_LEAST = 64
const KEY_DRAWS = 65_536

/** The same for the same seed. @throws Error where a file cannot be read */
export function makeRecords(payload: SlotOrder['payload'], seed: number): Records {
  const random = seeded(seed)
  const own = payload.file === null ? null : readRecords(payload.file)
  const values = own?.map(([, value]) => value) ?? drawValues(payload, random)
  const keys =
    payload.keys.kind === 'own' ? (own?.map(([key]) => key) ?? null) : drawKeys(payload.keys, random)
  return { values, keys, meanBytes: meanLength(values) + (keys === null ? 0 : meanLength(keys)) }
}

function drawValues({ kind, size }: SlotOrder['payload'], random: () => number): Buffer[] {
  const { min, max } = size ?? { min: 100, max: 100 }
  const count = Math.max(
    POOL_LEAST,
    Math.min(POOL_MOST, Math.floor(POOL_BYTES / Math.max(1, (min + max) / 2))),
  )
  const draw = kind === 'json' ? jsonEvent : kind === 'log-lines' ? logLine : randomBytes
  return Array.from({ length: count }, () => draw(min + Math.floor(random() * (max - min + 1)), random))
}

function drawKeys(keys: SlotOrder['payload']['keys'], random: () => number): Buffer[] | null {
  if (keys.kind === 'none' || keys.kind === 'own') return null
  const names = Array.from({ length: keys.count }, (_, index) => Buffer.from(`key-${index}`))
  const draw = keys.kind === 'uniform' ? () => Math.floor(random() * keys.count) : zipf(keys.count, random)
  return Array.from({ length: KEY_DRAWS }, () => names[draw()]!)
}

/** Index k with a weight of 1 ÷ (k + 1). */
function zipf(count: number, random: () => number): () => number {
  const sums = new Float64Array(count)
  let sum = 0
  for (let index = 0; index < count; index++) {
    sum += 1 / (index + 1)
    sums[index] = sum
  }
  return () => {
    const wanted = random() * sum
    let [low, high] = [0, count - 1]
    while (low < high) {
      const middle = (low + high) >> 1
      if (sums[middle]! > wanted) high = middle
      else low = middle + 1
    }
    return low
  }
}

const WORDS =
  'bus line stop depot driver ticket delay platform route timetable board leave arrive wait full empty north south market harbour station bridge'.split(
    ' ',
  )
const EVENTS = ['boarded', 'left', 'arrived', 'delayed']
const LEVELS = ['DEBUG', 'INFO', 'INFO', 'INFO', 'WARN', 'ERROR']
const EPOCH_MS = Date.UTC(2026, 0, 1)

function jsonEvent(bytes: number, random: () => number): Buffer {
  const whole = (below: number) => Math.floor(random() * below)
  const event = {
    id: whole(1e8),
    event: EVENTS[whole(4)],
    stop: whole(1000),
    at: EPOCH_MS + whole(1e9),
    note: '',
  }
  event.note = text(bytes - JSON.stringify(event).length, random)
  return Buffer.from(JSON.stringify(event))
}

function logLine(bytes: number, random: () => number): Buffer {
  const at = new Date(EPOCH_MS + Math.floor(random() * 1e9)).toISOString()
  const level = LEVELS[Math.floor(random() * LEVELS.length)]!.padEnd(5)
  const head = `${at} ${level} line-${String(Math.floor(random() * 100)).padStart(2, '0')} - `
  return Buffer.from(head + text(bytes - head.length, random))
}

function text(length: number, random: () => number): string {
  let words = ''
  while (words.length < length) words += `${WORDS[Math.floor(random() * WORDS.length)]} `
  return words.slice(0, Math.max(0, length))
}

function randomBytes(bytes: number, random: () => number): Buffer {
  const value = Buffer.allocUnsafe(bytes)
  for (let at = 0; at < bytes; at++) value[at] = random() * 256
  return value
}

function meanLength(parts: readonly (Buffer | null)[]): number {
  return parts.reduce((sum, part) => sum + (part?.length ?? 0), 0) / parts.length
}
