export { crc32, fnv1a, type HashInput, murmur2, toPositive } from './partitioners/hash.js'
export { partition } from './partitioners/keyed.js'
export { type KeyedPartitionerName, PARTITIONER_NAMES, type PartitionerName } from './partitioners/names.js'
export type { Choice, ChoosePartitioner, HashPartitioner } from './partitioners/plug-in.js'
