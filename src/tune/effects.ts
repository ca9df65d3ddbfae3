import { type PairedRatio, pairedRatio, residualNoise } from '../measure/paired.js'
import { median } from '../measure/statistics.js'
import type { Book } from './book.js'
import { type Figures, nameOf, type Phase, type Settings } from './figures.js'
import { type Goal, latencyMs, rateOf } from './goal.js'
import { CONFIDENCE } from './tuner.js'

export type EffectName = 'latency' | 'rate' | 'cpu' | 'requests'

/** What settings do to a figure, against others in the same blocks. */
export interface Effect extends PairedRatio {
  readonly figure: EffectName
  /** Medians of the slots: ms, messages/s, µs a message, requests/s. */
  readonly from: number
  readonly to: number
  /** The interval lies on one side of 1. */
  readonly isShown: boolean
}

type Reader = (figures: Figures) => number | null

/** The figures that are told of a goal, the most important first. */
export function readersFor(goal: Goal): [EffectName, Reader][] {
  const cpu: Reader = ({ cpuUs }) => cpuUs
  const requests: Reader = ({ requestsPerSecond }) => requestsPerSecond
  const rest: [EffectName, Reader][] = [
    ['cpu', cpu],
    ['requests', requests],
  ]
  if (goal.kind === 'latency') return [['latency', (figures) => latencyMs(goal, figures)], ...rest]
  if (rateOf(goal) !== null) return [...rest, ['latency', ({ intended }) => millis(intended?.p99Us)]]
  return [['rate', ({ rate }) => rate], ...rest]
}

/** Each interval holds by itself with the tuner's confidence. */
export function effectsOf(
  book: Book,
  goal: Goal,
  phase: Phase,
  settings: Settings,
  against: Settings,
  seed: number,
): Effect[] {
  return readersFor(goal).flatMap(([figure, read]) => {
    const from = middleOf(book.figuresOf(against, phase), read)
    const to = middleOf(book.figuresOf(settings, phase), read)
    if (from === null || to === null) return []
    const table = book.table(phase, read)
    const options = { confidence: CONFIDENCE, seed }
    const paired = pairedRatio(table, nameOf(settings), nameOf(against), residualNoise(table), options)
    const isShown = paired.interval !== null && (paired.interval[0] > 1 || paired.interval[1] < 1)
    return [{ figure, ...paired, from, to, isShown }]
  })
}

/** null where no slot has it. */
export function middleOf(slots: readonly Figures[], read: Reader): number | null {
  const values = slots.flatMap((figures) => read(figures) ?? [])
  return values.length === 0 ? null : median(values)
}

function millis(us: number | null | undefined): number | null {
  return us == null ? null : us / 1000
}
