import murmurhash from 'murmurhash-js'

const SEED = 0x9747b28c

/**
 * Kafka's murmur2 by the package murmurhash-js, unsigned: a second opinion on our own. It hashes the low byte of each
 * UTF-16 unit of a string, so this is the one form that is right for all keys: bytes, one character each (latin1).
 * Given text it is silently wrong beyond ASCII, given a number it is the hash of nothing.
 */
export function murmur2ByPackage(bytes: Uint8Array): number {
  if (!(bytes instanceof Uint8Array))
    throw new TypeError(`bytes to hash are a Uint8Array, got ${typeof bytes}`)
  return murmurhash.murmur2(
    Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1'),
    SEED,
  )
}
