// Figures and goals in words, for the terminal and for the page.

/** @param {number} value */
export function say(value) {
  if (value >= 1e6) return `${Number((value / 1e6).toPrecision(3))} M`
  if (value >= 10_000) return `${Math.round(value / 1000)} k`
  return String(Number(value.toPrecision(3)))
}

/** The median, and least to most in brackets. */
export function sayRange(range) {
  if (range === null || range === undefined) return '–'
  return `${say(range.median)} (${say(range.min)}–${say(range.max)})`
}

export function sayBound(bound) {
  return 'atLeast' in bound ? `≥ ${bound.atLeast}` : `≤ ${bound.atMost}`
}

export function sayVerdict({ value, met }) {
  if (value === null) return 'not measured'
  return met ? 'met' : '**MISSED**'
}

/** Which figure of whom. */
export function sayFormula({ figure, of, to, beside }) {
  const name =
    { rate: 'rate', cpuUs: 'CPU a message', p50Us: 'p50', loopDelayP99Ms: 'loop delay p99' }[figure] ?? figure
  if (to !== undefined) return `${name}: ${of} ÷ ${to}`
  if (beside !== undefined) return `${name}: (${[of, ...beside].join(' − ')}) ÷ ${of}`
  return `${name}: ${of}`
}
