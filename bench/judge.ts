// From slots to what is said of them. Ratios are taken inside a round: what disturbed the machine then disturbed
// both sides.
import { median, round } from '../src/measure/statistics.js'
import { FIGURES, type Goal, type Range, type Slot, type Verdict } from './result.ts'

type Figure = Goal['figure']

export function judge(goal: Goal, slots: readonly Slot[]): Verdict {
  const value = rangeOf(rounds(slots).map((round) => inRound(goal, round)))
  return { ...goal, value, met: value && isMet(goal.bound, value.median) }
}

export function figuresOf(contender: string, slots: readonly Slot[]): Partial<Record<Figure, Range>> {
  const own = slots.filter((slot) => slot.contender === contender && slot.void === null)
  const ranges = FIGURES.map((figure) => [figure, rangeOf(own.map((slot) => slot[figure]))] as const)
  return Object.fromEntries(ranges.filter(([, range]) => range !== null))
}

export function rateToFirst(contender: string, first: string, slots: readonly Slot[]): Range | null {
  return rangeOf(
    rounds(slots).map((round) => divided(figureIn(round, contender, 'rate'), figureIn(round, first, 'rate'))),
  )
}

function inRound({ figure, of, to, beside }: Goal, round: readonly Slot[]): number | undefined {
  const own = figureIn(round, of, figure)
  if (to !== undefined) return divided(own, figureIn(round, to, figure))
  if (beside === undefined || own === undefined) return own
  let left = own
  for (const name of beside) {
    const other = figureIn(round, name, figure)
    if (other === undefined) return undefined
    left -= other
  }
  return left / own
}

function figureIn(round: readonly Slot[], contender: string, figure: Figure): number | undefined {
  return round.find((slot) => slot.contender === contender && slot.void === null)?.[figure]
}

function divided(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined ? undefined : a / b
}

function rounds(slots: readonly Slot[]): Slot[][] {
  const numbers = [...new Set(slots.map((slot) => slot.round))]
  return numbers.map((number) => slots.filter((slot) => slot.round === number))
}

function isMet(bound: Goal['bound'], median: number): boolean {
  return 'atLeast' in bound ? median >= bound.atLeast : median <= bound.atMost
}

function rangeOf(values: readonly (number | undefined)[]): Range | null {
  const there = values.filter((value) => value !== undefined)
  if (there.length === 0) return null
  return { median: round(median(there)), min: round(Math.min(...there)), max: round(Math.max(...there)) }
}
