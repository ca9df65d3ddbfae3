export { crc32, fnv1a, type HashInput, murmur2, toPositive } from './partitioners/hash.js'
export { type KeyedPartitionerName, PARTITIONER_NAMES, partition } from './partitioners/keyed.js'
