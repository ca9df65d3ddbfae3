// How measured figures are written: two digits, or three for large ones; a noisy machine can say no more.

export function say(value) {
  if (value >= 100) return Number(value.toPrecision(3)).toLocaleString('en-US')
  return value.toLocaleString('en-US', { minimumSignificantDigits: 2, maximumSignificantDigits: 2 })
}

/** What can be counted is not rounded. */
export function count(value) {
  return value.toLocaleString('en-US')
}

/** Median and range. */
export function sayRange({ median, min, max }, write = say) {
  return write(min) === write(max) ? write(median) : `${write(median)} (${write(min)}–${write(max)})`
}
