/** From values to places, with the values that are written at the axis. */
export interface Scale {
  /** In the picture's own units, rounded to a tenth. */
  at(value: number): number
  readonly ticks: readonly number[]
}

/** Where the least and the greatest value lie. */
export type Ends = readonly [from: number, to: number]

const MOST_TICKS = 9

/** Logarithmic, between values of the form 1, 2 or 5 × 10^n. @param values above 0 */
export function logScale(values: readonly number[], ends: Ends): Scale {
  const least = Math.min(...values)
  const most = Math.max(...values)
  const first = steps().findLast((step) => step <= least) ?? least
  const last = steps().find((step) => step >= most && step > first) ?? most
  const within = steps().filter((step) => step >= first && step <= last)
  const tens = within.filter((step) => Number.isInteger(tenOf(step)))
  const ticks = within.length <= MOST_TICKS ? within : tens.length > 1 ? tens : [first, last]
  return scale((value) => Math.log(value), [first, last], ends, ticks)
}

/** From 0, so that twice as high is twice as much. */
export function linearScale(values: readonly number[], ends: Ends): Scale {
  const most = Math.max(0, ...values) || 1
  const step = steps().find((each) => most / each <= 5) ?? most
  const count = Math.ceil(most / step - 1e-9)
  // Not i × step: 3 × 0.2 is 0.6000000000000001.
  const ticks = Array.from({ length: count + 1 }, (_, at) => Number((at * step).toPrecision(12)))
  return scale((value) => value, [0, ticks.at(-1)!], ends, ticks)
}

const SHARES = [0, 0.5, 0.9, 0.99, 0.999, 0.9999, 0.99999, 0.999999]

/** Shares of all messages, each 9 more as wide as the one before, as percentiles are asked for. @param most below 1 */
export function percentileScale(most: number, ends: Ends): Scale {
  const end = Math.max(0.9, most)
  // 50 % is written where there is room for it beside 0 %.
  const ticks = SHARES.filter((share) => share <= end && (share !== 0.5 || end < 0.995))
  return scale((share) => -Math.log10(1 - share), [0, end], ends, ticks)
}

function scale(
  of: (value: number) => number,
  [low, high]: Ends,
  [from, to]: Ends,
  ticks: readonly number[],
): Scale {
  const at = (value: number) => from + ((of(value) - of(low)) / (of(high) - of(low))) * (to - from)
  return { at: (value) => Math.round(at(value) * 10) / 10, ticks }
}

const tenOf = (step: number) => Math.round(Math.log10(step) * 1e6) / 1e6

/** 1, 2 and 5 × 10^n from a nanosecond's share of a millisecond up to more than anybody sends. */
function steps(): number[] {
  return Array.from({ length: 24 }, (_, at) => [1, 2, 5].map((digit) => Number(`${digit}e${at - 6}`))).flat()
}
