import { samplesFor } from '../measure/percentiles.js'
import { TuneInputError } from './errors.js'
import { type Goal, rateOf, shareOf } from './goal.js'
import type { Space } from './space.js'

/** How much is measured. */
export interface Depth {
  /** What is tried, where the user names nothing. */
  readonly space: Space
  readonly slotSeconds: number
  readonly warmUpSeconds: number
  /** Blocks with the current settings twice: what this machine can tell apart. */
  readonly noiseBlocks: number
  /** In the search's first round: as many whole blocks as fit, at least one. Each later round has twice the blocks. */
  readonly firstRoundSlots: number
  /** The search ends when no more than so many are left, and one round more decides among them. */
  readonly finalists: number
  readonly confirmBlocks: number
  /** Blocks at half and at one and a half times the rate, each. */
  readonly otherRateBlocks: number
}

export type DepthName = 'quick' | 'standard' | 'thorough'

export const DEPTHS: Readonly<Record<DepthName, Depth>> = {
  quick: {
    space: {
      'linger.ms': ['0', '5', '20', '100'],
      'batch.size': ['16384', '131072', '1000000'],
      'compression.type': ['none', 'lz4'],
    },
    slotSeconds: 2,
    warmUpSeconds: 0.5,
    noiseBlocks: 6,
    firstRoundSlots: 30,
    finalists: 3,
    confirmBlocks: 6,
    otherRateBlocks: 3,
  },
  standard: {
    space: {
      'linger.ms': ['0', '1', '2', '5', '10', '20', '50', '100'],
      'batch.size': ['16384', '65536', '262144', '1000000'],
      'compression.type': ['none', 'lz4', 'zstd'],
    },
    slotSeconds: 5,
    warmUpSeconds: 1,
    noiseBlocks: 8,
    firstRoundSlots: 60,
    finalists: 4,
    confirmBlocks: 8,
    otherRateBlocks: 4,
  },
  thorough: {
    space: {
      'linger.ms': ['0', '1', '2', '3', '5', '7', '10', '15', '20', '35', '50', '100', '200'],
      'batch.size': ['16384', '32768', '65536', '131072', '262144', '524288', '1000000'],
      'compression.type': ['none', 'lz4', 'snappy', 'zstd'],
    },
    slotSeconds: 10,
    warmUpSeconds: 2,
    noiseBlocks: 12,
    firstRoundSlots: 150,
    finalists: 5,
    confirmBlocks: 16,
    otherRateBlocks: 8,
  },
}

const LONGEST_SLOT_SECONDS = 120
/** Of the rate in the slots at half of it, and a quarter to spare. */
const SLOWEST = 0.5 / 1.25

/** A slot must be long enough for the goal's percentile, at half the rate as well. @throws TuneInputError */
export function slotSecondsFor(goal: Goal, depth: Depth): number {
  if (goal.kind !== 'latency') return depth.slotSeconds
  const samples = samplesFor(shareOf(goal))
  const seconds = Math.ceil(samples / (goal.rate * SLOWEST))
  if (seconds > LONGEST_SLOT_SECONDS) {
    throw new TuneInputError(
      `${goal.percentile} needs ${samples} messages a slot: at ${goal.rate}/s that takes ${seconds} s, at most ${LONGEST_SLOT_SECONDS}; take a lower percentile`,
    )
  }
  return Math.max(depth.slotSeconds, seconds)
}

export interface Round {
  readonly contenders: number
  readonly blocks: number
}

/**
 * One contender in so many goes on, rounded up. With blocks that double, a round costs half of the one before. By halves,
 * with a block more each time, the search at full speed took more than twice the slots, and found nothing better (simulated).
 */
const ONE_IN = 4

/** Until the finalists are few; then they meet once more. */
export function roundsFor(contenders: number, { firstRoundSlots, finalists }: Depth): Round[] {
  const rounds: Round[] = []
  let blocks = Math.max(1, Math.floor(firstRoundSlots / contenders))
  for (let left = contenders; left > 1; blocks *= 2) {
    rounds.push({ contenders: left, blocks })
    left = left <= finalists ? 1 : Math.ceil(left / ONE_IN)
  }
  return rounds
}

/** Slots with current, found and default settings, and what each changed property does. */
const CONFIRMED = 5
/** At the other rates those without the last. */
const AT_OTHER_RATES = 3
/** What a process takes to start, make its topic, connect and end. */
const SPARE_SECONDS = 1.5
const PREFLIGHT_SLOTS = 2

export interface Estimate {
  /** Where the first look at the confirmation decides. */
  readonly slots: number
  /** Where only the last one does. */
  readonly slotsAtMost: number
  readonly secondsASlot: number
  /** Of these those in which messages are sent. */
  readonly sendingSeconds: number
}

export function estimate(contenders: number, goal: Goal, depth: Depth, looks: number): Estimate {
  const search = roundsFor(contenders, depth).reduce((sum, round) => sum + round.contenders * round.blocks, 0)
  const others = rateOf(goal) === null ? 0 : 2 * AT_OTHER_RATES * depth.otherRateBlocks
  const look = CONFIRMED * depth.confirmBlocks
  const sendingSeconds = depth.warmUpSeconds + slotSecondsFor(goal, depth)
  const slots = PREFLIGHT_SLOTS + 2 * depth.noiseBlocks + search + look + others
  return {
    slots,
    slotsAtMost: slots + (looks - 1) * look,
    secondsASlot: sendingSeconds + SPARE_SECONDS,
    sendingSeconds,
  }
}
