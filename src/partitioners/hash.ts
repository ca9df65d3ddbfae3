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
  const eightsEnd = bytes.length & ~7
  let crc = -1
  let at = 0
  // Eight bytes a step through eight tables: each step waits for the one before, and there are fewer of them.
  for (; at < eightsEnd; at += 8) {
    crc =
      T7[(crc ^ bytes[at]!) & 255]! ^
      T6[((crc >>> 8) ^ bytes[at + 1]!) & 255]! ^
      T5[((crc >>> 16) ^ bytes[at + 2]!) & 255]! ^
      T4[(crc >>> 24) ^ bytes[at + 3]!]! ^
      T3[bytes[at + 4]!]! ^
      T2[bytes[at + 5]!]! ^
      T1[bytes[at + 6]!]! ^
      T0[bytes[at + 7]!]!
  }
  if (bytes.length & 4) {
    crc =
      T3[(crc ^ bytes[at]!) & 255]! ^
      T2[((crc >>> 8) ^ bytes[at + 1]!) & 255]! ^
      T1[((crc >>> 16) ^ bytes[at + 2]!) & 255]! ^
      T0[(crc >>> 24) ^ bytes[at + 3]!]!
    at += 4
  }
  for (; at < bytes.length; at++) crc = (crc >>> 8) ^ T0[(crc ^ bytes[at]!) & 255]!
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

// T0: what one byte does to the CRC; each next table: the same, and then one more byte of zeros.
const T0 = crcTable()
const T1 = oneByteLater(T0)
const T2 = oneByteLater(T1)
const T3 = oneByteLater(T2)
const T4 = oneByteLater(T3)
const T5 = oneByteLater(T4)
const T6 = oneByteLater(T5)
const T7 = oneByteLater(T6)

function crcTable(): Int32Array {
  return Int32Array.from({ length: 256 }, (_, byte) => {
    let crc = byte
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1
    return crc
  })
}

function oneByteLater(before: Int32Array): Int32Array {
  return before.map((crc) => (crc >>> 8) ^ T0[crc & 255]!)
}
