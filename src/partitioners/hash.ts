/** What is hashed: bytes, or text as its UTF-8, which is what is sent. */
export type HashInput = string | Uint8Array

const MURMUR2_SEED = 0x9747b28c
const MURMUR2_M = 0x5bd1e995
const FNV1A_OFFSET = 0x811c9dc5
const FNV1A_PRIME = 0x01000193

/**
 * 32-bit MurmurHash2 with Kafka's seed, unsigned (`org.apache.kafka.common.utils.Utils.murmur2`, librdkafka's
 * `rd_murmur2`). Of nothing it is 0x106e08d9.
 */
export function murmur2(input: HashInput): number {
  const bytes = toBytes(input)
  const length = bytes.length
  const wordsEnd = length & ~3
  let hash = MURMUR2_SEED ^ length
  for (let at = 0; at < wordsEnd; at += 4) {
    // Little-endian, whatever the machine: the placement of a key must not depend on it.
    let word = bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)
    word = Math.imul(word, MURMUR2_M)
    word = Math.imul(word ^ (word >>> 24), MURMUR2_M)
    hash = Math.imul(hash, MURMUR2_M) ^ word
  }
  const rest = length & 3
  if (rest > 2) hash ^= bytes[wordsEnd + 2]! << 16
  if (rest > 1) hash ^= bytes[wordsEnd + 1]! << 8
  if (rest > 0) hash = Math.imul(hash ^ bytes[wordsEnd]!, MURMUR2_M)
  hash = Math.imul(hash ^ (hash >>> 13), MURMUR2_M)
  return (hash ^ (hash >>> 15)) >>> 0
}

/** CRC-32 as zlib computes it (IEEE polynomial, not CRC-32C), unsigned (librdkafka's `rd_crc32`). Of nothing: 0. */
export function crc32(input: HashInput): number {
  const bytes = toBytes(input)
  const wordsEnd = bytes.length & ~3
  let crc = -1
  let at = 0
  // Four bytes a step through four tables: a key is hashed in half the time of a byte a step.
  for (; at < wordsEnd; at += 4) {
    crc ^= bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)
    crc =
      TABLE_3[crc & 255]! ^ TABLE_2[(crc >>> 8) & 255]! ^ TABLE_1[(crc >>> 16) & 255]! ^ TABLE_0[crc >>> 24]!
  }
  for (; at < bytes.length; at++) crc = (crc >>> 8) ^ TABLE_0[(crc ^ bytes[at]!) & 255]!
  return ~crc >>> 0
}

/** 32-bit FNV-1a, unsigned (librdkafka's `rd_fnv1a` before it takes the absolute value). Of nothing: 0x811c9dc5. */
export function fnv1a(input: HashInput): number {
  const bytes = toBytes(input)
  let hash = FNV1A_OFFSET
  for (let at = 0; at < bytes.length; at++) hash = Math.imul(hash ^ bytes[at]!, FNV1A_PRIME)
  return hash >>> 0
}

/** Java's `Utils.toPositive`: the sign bit masked off, which is not the absolute value. */
export function toPositive(hash: number): number {
  return hash & 0x7fffffff
}

function toBytes(input: HashInput): Uint8Array {
  if (typeof input === 'string') return Buffer.from(input)
  if (input instanceof Uint8Array) return input
  // Numbers and objects would hash to something, and every one of them to the same.
  throw new TypeError(
    `a key to hash is a string or a Uint8Array, got ${input === null ? 'null' : typeof input}`,
  )
}

const TABLE_0 = new Int32Array(256)
const TABLE_1 = new Int32Array(256)
const TABLE_2 = new Int32Array(256)
const TABLE_3 = new Int32Array(256)
for (let byte = 0; byte < 256; byte++) {
  let crc = byte
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1
  TABLE_0[byte] = crc
}
for (let byte = 0; byte < 256; byte++) {
  for (const [table, before] of [
    [TABLE_1, TABLE_0],
    [TABLE_2, TABLE_1],
    [TABLE_3, TABLE_2],
  ] as const) {
    table[byte] = (before[byte]! >>> 8) ^ TABLE_0[before[byte]! & 255]!
  }
}
