import type { Slot } from '../measure/result.js'
import type { Workload } from './arithmetic.js'
import { TuneError } from './errors.js'
import type { Settings, SlotRequest } from './figures.js'
import { type Goal, rateOf } from './goal.js'

/** What is found out before anything is compared. */
export interface Preflight {
  /** From the call to the report of a message that is alone, in ms. */
  readonly roundTripMs: number
  /** Messages a second with the current settings, as fast as it goes. */
  readonly ceiling: number
  /** Of a key and a value. */
  readonly meanBytes: number
}

const ALONE = { kind: 'outstanding', outstanding: 1 } as const
const FULL_SPEED = { kind: 'full-speed' } as const
/** The first report of a new topic may take a second, and a full queue as long to have room. */
const AT_LEAST_SECONDS = 2

/**
 * Two slots with the current settings. They also show that topics may be made, written, looked at and removed.
 * @throws TuneError with the reason
 */
export async function runPreflight(
  goal: Goal,
  current: Settings,
  measure: (request: SlotRequest) => Promise<Slot>,
): Promise<Preflight> {
  const request = { phase: 'preflight', block: 1, atLeastSeconds: AT_LEAST_SECONDS } as const
  const alone = await mustCount(measure, {
    ...request,
    settings: { ...current, 'linger.ms': '0' },
    mode: ALONE,
  })
  const full = await mustCount(measure, { ...request, settings: current, mode: FULL_SPEED })
  const roundTripUs = alone.service?.p50Us ?? alone.service?.meanUs
  if (roundTripUs == null || !alone.rate || alone.mbPerSecond === null) {
    throw new TuneError('no message was reported within a slot: the brokers are too slow to tune against')
  }
  if (rateOf(goal) === null && !full.rate) {
    throw new TuneError('at full speed no message was reported within a slot: take longer --slot-seconds')
  }
  return {
    roundTripMs: roundTripUs / 1000,
    ceiling: full.rate ?? 0,
    meanBytes: (alone.mbPerSecond * 1e6) / alone.rate,
  }
}

/** Noise makes a slot void here and there, or empty; what is so twice will stay so. */
async function mustCount(
  measure: (request: SlotRequest) => Promise<Slot>,
  request: SlotRequest,
): Promise<Slot> {
  const first = await measure(request)
  const slot = first.void === null && first.rate ? first : await measure(request)
  // A machine that is disturbed still shows what can be done on it; whether it can be tuned on is asked next.
  if (slot.void === null || slot.void.rule === 'steal' || slot.void.rule === 'lateness') return slot
  throw new TuneError(`a trial with the current settings did not work: ${slot.void.reason}`)
}

export function workloadOf(
  goal: Goal,
  { roundTripMs, ceiling, meanBytes }: Preflight,
  topic: Pick<Workload, 'partitions' | 'hasKeys' | 'isIdempotent'>,
): Workload {
  return { ...topic, rate: rateOf(goal) ?? ceiling, meanBytes, roundTripMs }
}
