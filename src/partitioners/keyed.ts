import { crc32, fnv1a, type HashInput, murmur2, toPositive } from './hash.js'
import { type KeyedName, type KeyedPartitionerName, PARTITIONER_NAMES, withUnderscore } from './names.js'

/**
 * Where a partitioner puts a key: `rd_kafka_msg_partitioner_*`, and for `murmur2` Java's default. −1 where the key
 * does not decide: for `random`, for no key (null) with a `*_random` one, and for an empty key with
 * `consistent_random`, which alone takes empty for none.
 * @param partitionCount at least 1
 * @throws RangeError, TypeError
 */
export function partition(name: KeyedPartitionerName, key: HashInput | null, partitionCount: number): number {
  if (!Number.isSafeInteger(partitionCount) || partitionCount < 1 || partitionCount > 2 ** 31) {
    throw new RangeError(`partitionCount must be a whole number from 1 on, got ${String(partitionCount)}`)
  }
  switch (withUnderscore(name) as KeyedName) {
    case 'murmur2_random':
      return key === null ? -1 : toPositive(murmur2(key)) % partitionCount
    case 'murmur2':
      return toPositive(murmur2(key ?? NO_KEY)) % partitionCount
    case 'consistent_random':
      return key === null || key.length === 0 ? -1 : crc32(key) % partitionCount
    case 'consistent':
      return crc32(key ?? NO_KEY) % partitionCount
    case 'fnv1a_random':
      return key === null ? -1 : absolute(fnv1a(key)) % partitionCount
    case 'fnv1a':
      return absolute(fnv1a(key ?? NO_KEY)) % partitionCount
    case 'random':
      return -1
    default:
      throw new TypeError(`no such partitioner: ${name}; expected one of ${PARTITIONER_NAMES.join(', ')}`)
  }
}

const NO_KEY = new Uint8Array(0)

/** Of the hash as a signed number. The lowest one becomes 2^31, which no int32 holds: do not squeeze it through |0. */
function absolute(hash: number): number {
  return Math.abs(hash | 0)
}
