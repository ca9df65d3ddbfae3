import { TuneInputError } from './errors.js'
import type { Settings } from './figures.js'

/** The values that are tried, by property. */
export type Space = Readonly<Record<string, readonly string[]>>

const LINGER = 'linger.ms'
const STICKY = 'sticky.partitioning.linger.ms'

/** What may be lost, doubled or reordered depends on these: never tuned. */
const PROMISES: readonly string[] = [
  'acks',
  'request.required.acks',
  'enable.idempotence',
  'max.in.flight.requests.per.connection',
  'max.in.flight',
  'retries',
  'message.send.max.retries',
  'transactional.id',
]

/**
 * librdkafka's sticky time is twice linger.ms in whole milliseconds: below half a millisecond it is 0, and messages
 * without a key are scattered over all partitions, each in a request of its own (`rd_kafka_conf_finalize`).
 */
const STICKY_FROM_LINGER = 0.5
const STICKY_MS = '10'

/** @throws TuneInputError for a property that is never tuned */
export function mustBeTunable(space: Space): void {
  const promise = Object.keys(space).find((name) => PROMISES.includes(name))
  if (promise === undefined) return
  throw new TuneInputError(
    `${promise}: never tuned, it decides what may be lost, doubled or reordered; set it with --current`,
  )
}

/**
 * Combines the values; the current settings come first, whether or not the space has them.
 * @param keepsSticky the user has set a sticky time, which is then everybody's
 */
export function candidatesOf(space: Space, current: Settings, keepsSticky = false): Settings[] {
  const { [STICKY]: sticky, ...others } = current
  const values = Object.fromEntries(Object.entries(others).map(([name, value]) => [name, [value]]))
  const combined = Object.entries<readonly string[]>({ ...values, ...space }).reduce<Settings[]>(
    (rows, [name, all]) => rows.flatMap((row) => all.map((value) => ({ ...row, [name]: value }))),
    [{}],
  )
  const stickyMs = sticky === undefined || sticky === '0' ? STICKY_MS : sticky
  return unique([current, ...(keepsSticky ? combined : combined.map((each) => withSticky(each, stickyMs)))])
}

/** With a linger.ms of 0 the sticky time goes along, and is pasted with it. */
export function withSticky(settings: Settings, stickyMs: string): Settings {
  return Number(settings[LINGER]) < STICKY_FROM_LINGER ? { ...settings, [STICKY]: stickyMs } : settings
}

/** With this property, and what goes along with it, as the other settings have it. */
export function withFrom(settings: Settings, name: string, other: Settings): Settings {
  const mixed = { ...settings, [name]: other[name]! }
  if (name !== LINGER) return mixed
  const { [STICKY]: _, ...rest } = mixed
  return other[STICKY] === undefined ? rest : { ...rest, [STICKY]: other[STICKY] }
}

/** The properties, apart from what only goes along, in which they differ. */
export function differences(a: Settings, b: Settings): string[] {
  return Object.keys(a).filter((name) => name !== STICKY && a[name] !== b[name])
}

export function areSame(a: Settings, b: Settings): boolean {
  return keyOf(a) === keyOf(b)
}

export function unique(all: readonly Settings[]): Settings[] {
  return [...new Map(all.map((settings) => [keyOf(settings), settings])).values()]
}

/** The same for the same settings, in whatever order. */
function keyOf(settings: Settings): string {
  return JSON.stringify(Object.entries(settings).sort(([a], [b]) => (a < b ? -1 : 1)))
}
