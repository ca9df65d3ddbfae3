import { crc32 as zlibCrc32 } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { crc32, fnv1a, murmur2, toPositive } from '../../src/partitioners/hash.js'
import { partition } from '../../src/partitioners/keyed.js'
import { type KeyedPartitionerName, PARTITIONER_NAMES } from '../../src/partitioners/names.js'
import { murmur2ByPackage } from '../../src/partitioners/second-opinion.js'
import golden from '../golden/partitioners/vectors.json' with { type: 'json' }
import { thrown } from '../support/producers.js'

type Vector = [key: string, murmur2: number, murmur2Of: number[], consistentOf: number[], fnv1aOf: number[]]
const vectors = golden.vectors as unknown as Vector[]

describe('where keys land is where Java and librdkafka put them', () => {
  // Mutations seen to fail here: another seed; no mask, or the absolute value instead (with 1, 2, 4 partitions nobody
  // would notice); big-endian words; fnv1a without its absolute value; crc32 signed.
  test('there are vectors, with counts that are no powers of two', () => {
    expect(vectors.length).toBeGreaterThanOrEqual(300)
    expect(golden.counts).toEqual([1, 2, 3, 6, 7, 12, 48, 100, 1000])
    const withTopBit = vectors.filter(([, hash]) => hash >= 2 ** 31)
    expect(withTopBit.length).toBeGreaterThan(100)
  })

  test("murmur2 is Java's, for bytes and for text", () => {
    for (const [base64, hash] of vectors) {
      const bytes = Buffer.from(base64, 'base64')
      expect(murmur2(bytes), base64).toBe(hash)
      expect(murmur2(new Uint8Array(bytes)), base64).toBe(hash)
      if (Buffer.from(bytes.toString()).equals(bytes)) expect(murmur2(bytes.toString()), base64).toBe(hash)
    }
  })

  test.for([
    ['murmur2', 2],
    ['murmur2_random', 2],
    ['murmur2-random', 2],
    ['consistent', 3],
    ['consistent_random', 3],
    ['fnv1a', 4],
    ['fnv1a_random', 4],
  ] as const)('%s', ([name, column]) => {
    for (const vector of vectors) {
      const key = Buffer.from(vector[0], 'base64')
      if (name === 'consistent_random' && key.length === 0) continue
      const found = golden.counts.map((count) => partition(name, key, count))
      expect(found, vector[0]).toEqual(vector[column])
    }
  })

  test("crc32 is zlib's", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => crc32(bytes) === zlibCrc32(bytes)),
      { numRuns: 2000, seed: 20261121 },
    )
    expect(crc32('여의나루역')).toBe(zlibCrc32('여의나루역'))
  })

  test('murmurhash-js agrees, given bytes in the one form that is right', () => {
    for (const [base64, hash] of vectors) expect(murmur2ByPackage(Buffer.from(base64, 'base64'))).toBe(hash)
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => murmur2(bytes) === murmur2ByPackage(bytes)),
      { numRuns: 2000, seed: 20261121 },
    )
    for (const given of ['text', 5, null]) {
      expect(thrown(() => murmur2ByPackage(given as never))).toBeInstanceOf(TypeError)
    }
  })

  test('hashes of nothing', () => {
    expect([murmur2(''), crc32(''), fnv1a('')]).toEqual([0x106e08d9, 0, 0x811c9dc5])
    expect(toPositive(0xffffffff)).toBe(0x7fffffff)
  })
})

describe('no key, and an empty one', () => {
  // librdkafka's table: −1 is "the key does not decide", where the engine's sticky or random choice begins.
  const TABLE: [name: KeyedPartitionerName, none: number, empty: number][] = [
    ['random', -1, -1],
    ['consistent', 0, 0],
    ['consistent_random', -1, -1],
    ['murmur2', 0x106e08d9 % 7, 0x106e08d9 % 7],
    ['murmur2_random', -1, 0x106e08d9 % 7],
    ['fnv1a', 0x7ee3623b % 7, 0x7ee3623b % 7],
    ['fnv1a_random', -1, 0x7ee3623b % 7],
  ]

  test.for(TABLE)('%s: none %i, empty %i of 7', ([name, none, empty]) => {
    expect(partition(name, null, 7)).toBe(none)
    expect(partition(name, '', 7)).toBe(empty)
    expect(partition(name, new Uint8Array(0), 7)).toBe(empty)
  })

  test('the table has every partitioner', () => {
    expect(TABLE.map(([name]) => name).sort()).toEqual([...PARTITIONER_NAMES].sort())
  })
})

describe('bad input', () => {
  test('a key that is neither text nor bytes would hash to the same as every other one: refused', () => {
    for (const key of [5, true, {}, [1], undefined, 5n]) {
      expect(thrown(() => murmur2(key as never))).toBeInstanceOf(TypeError)
      if (key !== undefined)
        expect(thrown(() => partition('murmur2', key as never, 3))).toBeInstanceOf(TypeError)
    }
  })

  test('a count that is none, and a name that is none, with the names there are', () => {
    for (const count of [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, '3']) {
      expect(thrown(() => partition('murmur2', 'k', count as never)).message).toContain('partitionCount')
    }
    expect(thrown(() => partition('java' as never, 'k', 3)).message).toContain(
      'murmur2_random, murmur2, consistent_random',
    )
  })
})
