import type { Content } from '../engine/engine.js'
import { partition } from '../partitioners/keyed.js'
import type { PartitionerSpec } from '../partitioners/spec.js'
import { hashOf, sayCount, toBytes } from './plug-in-ways.js'

/** Where a configured partitioner puts a key; −1 where the key does not decide. */
export function partitionOfKey(
  spec: PartitionerSpec,
  topic: string,
  key: Content,
  partitionCount: number,
): number {
  switch (spec.kind) {
    case 'librdkafka':
      return partition(spec.name, key, partitionCount)
    case 'sticky':
      return spec.ignoreKeys ? -1 : partition('murmur2_random', key, partitionCount)
    case 'hash':
      if (key === null) return -1
      return hashOf(spec.plugIn, topic, toBytes(key), sayCount(partitionCount)) % partitionCount
    default:
      return -1
  }
}
