import { KafkaError } from '../errors.js'
import { readOptions } from '../producer/call-options.js'
import { checkCode, checkCount } from './check.js'

/** What `MockCluster.disturb` draws from. */
export interface Disturbance {
  /** For how many Produce requests a broker. 100 unless set. */
  readonly requests?: number
  /** How many of them are disturbed: 0 to 1. 0.1 unless set. */
  readonly share?: number
  /** Codes to draw from, each of which a producer tries again unless set. */
  readonly codes?: readonly string[]
  /** The longest delay that a disturbed request may get, in ms. 0 unless set. */
  readonly maxDelayMs?: number
}

/** Errors that pass: a producer sends the batch again, to whoever leads then. */
const PASSING = ['NOT_LEADER_FOR_PARTITION', 'LEADER_NOT_AVAILABLE', 'NOT_ENOUGH_REPLICAS', '_TRANSPORT']
const MAX_REQUESTS = 100_000
const MAX_DELAY_MS = 60_000

/** One answer a request; a code, or null for success. */
export function drawAnswers(
  disturbance: Disturbance,
  random: () => number,
): { code: string | null; delayMs: number }[] {
  const {
    requests = 100,
    share = 0.1,
    codes = PASSING,
    maxDelayMs = 0,
  } = readOptions(disturbance, ['requests', 'share', 'codes', 'maxDelayMs'])
  const count = checkCount('requests', requests, 1, MAX_REQUESTS)
  const longest = checkCount('maxDelayMs', maxDelayMs, 0, MAX_DELAY_MS)
  if (typeof share !== 'number' || !(share >= 0 && share <= 1)) {
    throw new KafkaError('_INVALID_ARG', 'share must be a number from 0 to 1')
  }
  if (!Array.isArray(codes) || codes.length === 0) {
    throw new KafkaError('_INVALID_ARG', 'codes must be an array with a code in it')
  }
  for (const code of codes) checkCode('code', code)
  return Array.from({ length: count }, () => {
    if (random() >= share) return { code: null, delayMs: 0 }
    const code: string = codes[Math.floor(random() * codes.length)]
    return { code, delayMs: Math.floor(random() * (longest + 1)) }
  })
}
