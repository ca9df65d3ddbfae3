import { nameOf, type Settings } from './figures.js'
import { type Goal, rateOf, shareOf } from './goal.js'

/** What is known before anything is compared. */
export interface Workload {
  /** Messages a second: the goal's, or what the preflight reached at full speed. */
  readonly rate: number
  /** Of key and value together. */
  readonly meanBytes: number
  readonly partitions: number
  /** Messages with keys go to all partitions at once, those without to one at a time. */
  readonly hasKeys: boolean
  readonly isIdempotent: boolean
  /** One produce request of one message, there and back, in ms. */
  readonly roundTripMs: number
}

/** What a batch will come to. */
export interface Expected {
  readonly batchMessages: number
  /** How long its first message waits for it. */
  readonly waitMs: number
  /** What ends a batch. */
  readonly endedBy: 'linger.ms' | 'batch.size' | 'round trip' | 'one message'
  /** Messages a second that all partitions can carry; null: no such bound. */
  readonly ceiling: number | null
}

export interface Pruned {
  readonly settings: Settings
  readonly because: string
}

/** librdkafka's `batch.num.messages`. */
const BATCH_MESSAGES = 10_000
/** Framing of a message in a batch, at most (librdkafka's `RD_KAFKAP_MESSAGE_V2_MAX_OVERHEAD`). */
const MESSAGE_OVERHEAD = 36

export function expectBatch(settings: Settings, workload: Workload): Expected {
  const { rate, meanBytes, partitions, hasKeys, isIdempotent, roundTripMs } = workload
  const linger = Number(settings['linger.ms'] ?? 5)
  const bytes = Number(settings['batch.size'] ?? 1_000_000)
  const most = Number(settings['batch.num.messages'] ?? BATCH_MESSAGES)
  const room = Math.max(1, Math.min(Math.floor(bytes / (meanBytes + MESSAGE_OVERHEAD)), most))
  const perMs = rate / 1000 / (hasKeys ? partitions : 1)
  const fillMs = room / perMs
  const waitMs = Math.min(linger, fillMs)
  // Idempotent: a batch does not leave before the one ahead of it is answered, and goes on filling.
  const gatherMs = isIdempotent ? Math.max(waitMs, roundTripMs) : waitMs
  const batchMessages = Math.max(1, Math.min(room, gatherMs * perMs))
  return {
    batchMessages,
    waitMs,
    endedBy:
      batchMessages === room
        ? 'batch.size'
        : batchMessages === 1
          ? 'one message'
          : gatherMs > waitMs
            ? 'round trip'
            : 'linger.ms',
    ceiling: isIdempotent ? (room * partitions * 1000) / roundTripMs : null,
  }
}

/**
 * Takes out what need not be measured: what cannot meet the goal whatever the machine, and all but one of those whose
 * batches come to the same. The current settings, the first, always stay.
 */
export function prune(
  candidates: readonly Settings[],
  goal: Goal,
  workload: Workload,
): { kept: Settings[]; pruned: Pruned[] } {
  const [current, ...others] = candidates as readonly [Settings, ...Settings[]]
  const pruned: Pruned[] = []
  const standFor = new Map<string, Settings>([[signatureOf(current, goal, workload), current]])
  for (const settings of others.sort(preferred)) {
    const impossible = whyImpossible(settings, goal, workload)
    const signature = signatureOf(settings, goal, workload)
    const same = standFor.get(signature)
    if (impossible !== null) pruned.push({ settings, because: impossible })
    else if (same === undefined) standFor.set(signature, settings)
    else pruned.push({ settings, because: `its batches are those of ${nameOf(same)}` })
  }
  // In the order given: what is printed and measured must not depend on how they were looked through.
  const standing = new Set(standFor.values())
  const kept = candidates.filter((settings) => standing.has(settings))
  return { kept, pruned }
}

/** The larger batch and the shorter linger first: they are what is meant when more comes than expected. */
function preferred(a: Settings, b: Settings): number {
  const size = Number(b['batch.size'] ?? 0) - Number(a['batch.size'] ?? 0)
  return size || Number(a['linger.ms'] ?? 0) - Number(b['linger.ms'] ?? 0)
}

function whyImpossible(settings: Settings, goal: Goal, workload: Workload): string | null {
  const { waitMs, ceiling } = expectBatch(settings, workload)
  if (goal.kind === 'latency' && shareOf(goal) * waitMs > goal.limitMs) {
    return `linger.ms alone takes longer than ${goal.limitMs} ms`
  }
  if (rateOf(goal) !== null && ceiling !== null && ceiling < workload.rate) {
    const most = Math.floor(ceiling)
    return `one batch a round trip and partition is ${most} messages/s at most`
  }
  return null
}

/**
 * Two significant digits: what differs by less cannot be told apart. At full speed the rate is what the current
 * settings reached, and others may reach more: then batch.size fills all the sooner, but what it holds still matters.
 */
function signatureOf(settings: Settings, goal: Goal, workload: Workload): string {
  const { 'linger.ms': _, 'batch.size': size, ...others } = settings
  const { batchMessages, waitMs } = expectBatch(settings, workload)
  return JSON.stringify([
    rateOf(goal) === null ? size : batchMessages.toPrecision(2),
    waitMs.toPrecision(2),
    others,
  ])
}
