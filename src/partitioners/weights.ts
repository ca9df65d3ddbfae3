import type { RandomSource } from './chooser.js'

/**
 * KIP-794: the longest queue weighs 1, an empty one the most. Queues 0, 3, 1 weigh 4, 1, 3
 * (`BuiltInPartitioner.updatePartitionLoadStats` in Java).
 */
export function weightsOf(queues: readonly number[]): number[] {
  const most = Math.max(...queues)
  return queues.map((queue) => most + 1 - queue)
}

/** Each as often as its weight says (`BuiltInPartitioner.nextPartition`). */
export function drawByWeight(
  partitions: readonly number[],
  weights: readonly number[],
  random: RandomSource,
): number {
  let rest = random() * weights.reduce((sum, weight) => sum + weight, 0)
  for (const [at, weight] of weights.entries()) {
    rest -= weight
    if (rest < 0) return partitions[at]!
  }
  return partitions.at(-1)!
}
