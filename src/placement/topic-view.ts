import type { Metadata } from '../engine/engine.js'

/** A topic's partitions, as the last metadata showed them. */
export interface TopicView {
  readonly partitionCount: number
  /** Those with a leader, in order; all of them when none has one, as in Java. */
  readonly usable: readonly number[]
  readonly isAvailable: (partition: number) => boolean
  /** Every partition has a leader. */
  readonly isWhole: boolean
}

/** Null while the topic is not there, or not yet. */
export function viewOf(metadata: Metadata, topic: string): TopicView | null {
  const partitions = metadata.topics.find(({ name }) => name === topic)?.partitions ?? []
  if (partitions.length === 0) return null
  const led = new Set(partitions.filter(({ leader }) => leader >= 0).map(({ id }) => id))
  const ids = partitions.map(({ id }) => id).sort((a, b) => a - b)
  return {
    partitionCount: ids.length,
    usable: led.size === 0 ? ids : ids.filter((id) => led.has(id)),
    isAvailable: (partition) => led.has(partition),
    isWhole: led.size === ids.length,
  }
}
