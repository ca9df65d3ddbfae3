import type { Result, Slot } from '../measure/result.js'

/** A result, and what it is called on the page. */
export interface NamedResult {
  /** The file. */
  readonly name: string
  /** What the ids of all that is drawn of it begin with. */
  readonly id: string
  readonly result: Result
}

export const slotId = ({ id }: NamedResult, slot: number) => `${id}-slot-${slot + 1}`
export const contenderId = ({ id }: NamedResult, contender: number) => `${id}-contender-${contender + 1}`

/** Its place among the contenders, by which it looks. */
export function placeOf({ contenders }: Result, { contender }: Pick<Slot, 'contender'>): number {
  return contenders.findIndex(({ name }) => name === contender)
}

/** Where an open loop was measured, latency is what a user waited; else there are no due times. */
export const latencyName = ({ mode }: Result) => (mode.kind === 'rate' ? 'from when due' : 'from the call')
