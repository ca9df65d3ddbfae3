/**
 * The versions of @confluentinc/kafka-javascript that lingerbus is tested with: from the first on, below the
 * second. Its native module is no public interface, so that each minor version may change what we rely on.
 */
export const TESTED_FROM = '1.10.1'
export const TESTED_BELOW = '1.11.0'

/** A pre-release is outside, as it is for npm. */
export function warnIfUntested(found: string): void {
  const numbers = numbersOf(found)
  if (numbers !== null && isInRange(numbers)) return
  process.emitWarning(
    `found @confluentinc/kafka-javascript ${found}, but this version of lingerbus is tested with ` +
      `>=${TESTED_FROM} <${TESTED_BELOW}. It goes on, without the promise that every message is accounted for; ` +
      `\`npm install @confluentinc/kafka-javascript@${TESTED_FROM}\` brings a tested one.`,
    { type: 'LingerbusWarning', code: 'UNTESTED_BINDING' },
  )
}

function isInRange(numbers: readonly number[]): boolean {
  return compare(numbers, numbersOf(TESTED_FROM)!) >= 0 && compare(numbers, numbersOf(TESTED_BELOW)!) < 0
}

function numbersOf(version: string): number[] | null {
  return /^\d+\.\d+\.\d+$/.test(version) ? version.split('.').map(Number) : null
}

function compare(a: readonly number[], b: readonly number[]): number {
  const place = a.findIndex((number, index) => number !== b[index])
  return place === -1 ? 0 : a[place]! - b[place]!
}
