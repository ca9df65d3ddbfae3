import type { PairedRatio } from '../measure/paired.js'

/** `better`: take the new settings. `keep`: nothing is better by a share that matters. `too-noisy`: neither is shown. */
export type Verdict = 'better' | 'keep' | 'too-noisy'

/** Below this nobody needs to change a setting. */
export const MATTERS = 0.05
/** What is reliably better, but by less, is not worth a change either. */
const WORTH = 0.02
/** Where even a difference of so much would not show, the search is not begun. */
export const BLIND = 0.15

/**
 * @param paired what decides (`decidingFigure`), of the found settings ÷ of the current ones
 * @returns null: not decided yet
 */
export function judge({ ratio, interval }: PairedRatio): Exclude<Verdict, 'too-noisy'> | null {
  if (ratio === null || interval === null) return null
  if (interval[1] < 1 && ratio <= 1 - WORTH) return 'better'
  return interval[0] >= 1 - MATTERS ? 'keep' : null
}
