import { PERCENTILES } from '../measure/percentiles.js'
import type { Mode } from '../measure/result.js'
import { median } from '../measure/statistics.js'
import { TuneInputError } from './errors.js'
import type { Figures } from './figures.js'

export type PercentileName = 'p50' | 'p90' | 'p95' | 'p99' | 'p99.9'

/** What is to be tuned for. Rates in messages a second. */
export type Goal =
  | {
      readonly kind: 'latency'
      readonly percentile: PercentileName
      readonly limitMs: number
      readonly rate: number
    }
  | { readonly kind: 'max-throughput' }
  /** `rate: null`: as fast as it goes. */
  | { readonly kind: 'min-cpu'; readonly rate: number | null }

const FIGURE = {
  p50: 'p50Us',
  p90: 'p90Us',
  p95: 'p95Us',
  p99: 'p99Us',
  'p99.9': 'p999Us',
} as const satisfies Record<PercentileName, keyof typeof PERCENTILES>

const FORMS =
  "'p99<=20ms at 5000/s' (p50, p90, p95, p99, p99.9), max-throughput, min-cpu, 'min-cpu at 5000/s'"
const UNIT_MS = { us: 0.001, µs: 0.001, ms: 1, s: 1000 } as const
const MOST_MS = 600_000
const MOST_PER_SECOND = 10_000_000

/** A limit is aimed at with so much to spare: who is only just within it today is not tomorrow. */
const SPARE = 0.9
/**
 * How much dearer a setting counts for each percent over what is aimed at, in percent: at the limit 2.3 times. With 4 (1.5 times) a setting that
 * saved three quarters of the CPU and missed the limit by little was the search's best, and the confirmation then
 * threw it out instead of finding the one that saves half and keeps the limit.
 */
const STEEPNESS = 8

/** @throws TuneInputError with the forms there are */
export function parseGoal(text: string): Goal {
  const words = text.trim().replace(/\s+/g, ' ')
  if (words === 'max-throughput') return { kind: 'max-throughput' }
  const cpu = /^min-cpu(?: at (.+))?$/.exec(words)
  if (cpu) return { kind: 'min-cpu', rate: cpu[1] === undefined ? null : parseRate(cpu[1]) }
  const latency = /^(p[\d.]+) ?(?:<=|≤) ?([\d.]+) ?(us|µs|ms|s) at (.+)$/.exec(words)
  if (!latency) throw new TuneInputError(`expected one of ${FORMS}, got '${text}'`)
  const [, percentile = '', limit, unit = '', rate = ''] = latency
  if (!Object.hasOwn(FIGURE, percentile)) {
    throw new TuneInputError(`expected one of ${Object.keys(FIGURE).join(', ')}, got '${percentile}'`)
  }
  const limitMs = Number(limit) * UNIT_MS[unit as keyof typeof UNIT_MS]
  if (!(limitMs > 0 && limitMs <= MOST_MS)) {
    throw new TuneInputError(`expected a limit above 0 and of at most ${MOST_MS} ms, got '${limit}${unit}'`)
  }
  return { kind: 'latency', percentile: percentile as PercentileName, limitMs, rate: parseRate(rate) }
}

function parseRate(text: string): number {
  const found = /^(\d+(?:\.\d+)?) ?(k|M)? ?\/ ?s$/.exec(text)
  const rate = Number(found?.[1]) * (found?.[2] === 'k' ? 1e3 : found?.[2] === 'M' ? 1e6 : 1)
  if (rate >= 1 && rate <= MOST_PER_SECOND) return rate
  throw new TuneInputError(
    `expected a rate from 1/s to ${MOST_PER_SECOND}/s, as 5000/s or 5k/s, got '${text}'`,
  )
}

export function describeGoal(goal: Goal): string {
  switch (goal.kind) {
    case 'latency':
      return `${goal.percentile} ≤ ${goal.limitMs} ms at ${goal.rate} messages/s`
    case 'max-throughput':
      return 'the most messages a second'
    case 'min-cpu':
      return `the least CPU a message${goal.rate === null ? ' at full speed' : ` at ${goal.rate} messages/s`}`
  }
}

/** Messages a second; null where the goal is met at full speed. */
export function rateOf(goal: Goal): number | null {
  return goal.kind === 'max-throughput' ? null : goal.rate
}

/** @param times a multiple of the goal's rate; of no meaning at full speed */
export function modeOf(goal: Goal, times = 1): Mode {
  const rate = rateOf(goal)
  return rate === null ? { kind: 'full-speed' } : { kind: 'rate', messagesPerSecond: rate * times }
}

/** The share of the messages that the goal is about: 0.99 for p99. */
export function shareOf(goal: Goal & { kind: 'latency' }): number {
  return PERCENTILES[FIGURE[goal.percentile]]
}

/** The goal's percentile in ms, from when a message was due; null: not measured, or too few samples. */
export function latencyMs(goal: Goal & { kind: 'latency' }, figures: Figures): number | null {
  const us = figures.intended?.[FIGURE[goal.percentile]]
  return us == null ? null : us / 1000
}

/**
 * What a setting costs: less is better, and only ratios count. For a latency goal the CPU a message; above nine
 * tenths of the limit 8 % more for each percent, so that a saving of CPU hardly ever outweighs a limit that is missed.
 * @returns null for a slot that is void or lacks the figure
 */
export function costOf(goal: Goal, figures: Figures): number | null {
  const { cpuUs, rate } = figures
  if (figures.void !== null) return null
  if (goal.kind === 'max-throughput') return rate === null || rate === 0 ? null : 1 / rate
  if (cpuUs === null) return null
  if (goal.kind === 'min-cpu') return cpuUs
  const ms = latencyMs(goal, figures)
  return ms === null ? null : cpuUs * Math.max(1, ms / (SPARE * goal.limitMs)) ** STEEPNESS
}

/**
 * What a claim is made about: the cost's kinks would magnify noise. For a latency goal the percentile where the current
 * settings miss the limit, otherwise the CPU a message; less is better.
 * @param figures of the current settings
 */
export function decidingFigure(goal: Goal, figures: readonly Figures[]): (figures: Figures) => number | null {
  if (goal.kind !== 'latency' || isWithin(goal, figures)) {
    return goal.kind === 'latency' ? ({ cpuUs }) => cpuUs : (each) => costOf(goal, each)
  }
  return (each) => latencyMs(goal, each)
}

/** @param spare the share of the limit that is to be kept; by default with something to spare */
export function isWithin(
  goal: Goal & { kind: 'latency' },
  figures: readonly Figures[],
  spare: number = SPARE,
): boolean {
  return median(figures.flatMap((each) => latencyMs(goal, each) ?? [])) <= spare * goal.limitMs
}
