import type { EngineEvent } from '../engine/engine.js'

/** Troubles on the way to a broker, which the doctor can look into. */
const ON_THE_WAY = ['_TRANSPORT', '_ALL_BROKERS_DOWN', '_RESOLVE', '_SSL', '_AUTHENTICATION']
/** A broker that restarts is back by then. */
const GOES_ON_MS = 10_000
/** After so long without it, it is a new trouble. */
const OVER_MS = 60_000
const POINTER =
  '; this goes on: `npx lingerbus doctor` with the same settings, or diagnose(options), names the cause'

/** Sends whoever reads of the same trouble again and again to the doctor. */
export class DoctorPointer {
  readonly #seen = new Map<number | string, { first: number; last: number }>()

  /** The event, with a word more where its trouble goes on. `now` in milliseconds. */
  point(event: EngineEvent, now: number): EngineEvent {
    if (event.kind !== 'error' || !ON_THE_WAY.includes(String(event.code))) return event
    const seen = this.#seen.get(event.code)
    const isNew = seen === undefined || now - seen.last > OVER_MS
    const first = isNew ? now : seen.first
    this.#seen.set(event.code, { first, last: now })
    return now - first < GOES_ON_MS ? event : { ...event, text: event.text + POINTER }
  }
}
