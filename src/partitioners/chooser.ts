/** From 0 up to but not including 1; `Math.random`, or a seeded one in tests. */
export type RandomSource = () => number

/**
 * Chooses partitions for messages of one topic without looking at their keys. `next` is a proposal and stays the
 * same until `onAccepted`: a message that a full queue refused goes where it would have gone.
 */
export interface Chooser {
  /** The partitions that have a leader, or all when none has one. Before the first `next`, and whenever it changes. */
  onTopic(partitions: readonly number[]): void
  next(nowMs: number): number
  onAccepted(bytes: number): void
}

export function drawOne(partitions: readonly number[], random: RandomSource): number {
  return partitions[Math.floor(random() * partitions.length)]!
}

/** Never the current one, as long as there is another. */
export function drawAnother(partitions: readonly number[], current: number, random: RandomSource): number {
  const at = partitions.indexOf(current)
  if (at < 0 || partitions.length === 1) return drawOne(partitions, random)
  const drawn = Math.floor(random() * (partitions.length - 1))
  return partitions[drawn < at ? drawn : drawn + 1]!
}
