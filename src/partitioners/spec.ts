import type { KeyedName } from './names.js'
import type { ChoosePartitioner, HashPartitioner } from './plug-in.js'

/** A partitioner as it was configured, checked. */
export type PartitionerSpec =
  | { readonly kind: 'librdkafka'; readonly name: KeyedName }
  | { readonly kind: 'round_robin' }
  | {
      readonly kind: 'sticky'
      readonly adaptive: boolean
      /** Java's `partitioner.ignore.keys`. */
      readonly ignoreKeys: boolean
      readonly bytes: number
    }
  | { readonly kind: 'hash'; readonly plugIn: HashPartitioner }
  | { readonly kind: 'choose'; readonly plugIn: ChoosePartitioner }

export interface PartitionerPlan {
  /** For topics that are not in `topics`. */
  readonly everywhere: PartitionerSpec
  readonly topics: ReadonlyMap<string, PartitionerSpec>
}

export function specOf(plan: PartitionerPlan, topic: string): PartitionerSpec {
  return plan.topics.get(topic) ?? plan.everywhere
}
