// What a hash, and a choice, cost in nanoseconds; in a process of its own, one line of JSON.
import { setImmediate } from 'node:timers/promises'
import murmurhash from 'murmurhash-js'
import { resolveConfig } from '../../src/config/resolve.js'
import type { Engine } from '../../src/engine/engine.js'
import { RoundRobin } from '../../src/partitioners/round-robin.js'
import { Sticky } from '../../src/partitioners/sticky.js'
import { crc32, fnv1a, murmur2 } from '../../src/partitioners.js'
import { Clock } from '../../src/placement/clock.js'
import { openPlaced } from '../../src/placement/open-placed.js'

const KEYS = 1024
const MASK = KEYS - 1
const CALLS = 2_000_000
const KEY_BYTES = 36
const SEED = 0x9747b28c

/** UUIDs, as keys of 36 bytes mostly are. */
const texts = Array.from({ length: KEYS }, (_, index) => {
  const hex = (murmur2(`${index}`) * 2 ** 20 + index).toString(16).padStart(32, '0').slice(-32)
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
})
const keys = texts.map((text) => Buffer.from(text))
if (keys.some((key) => key.length !== KEY_BYTES)) throw new Error('keys of 36 bytes')
const partitions = Array.from({ length: 12 }, (_, partition) => partition)

/** What is added up is printed, so that no compiler leaves a call out. */
let sum = 0
const clock = new Clock()
const sticky = new Sticky({ bytes: 65_536, ageMs: 10, random: Math.random })
const roundRobin = new RoundRobin()
sticky.onTopic(partitions)
roundRobin.onTopic(partitions)

/** An engine that does nothing: what is left is what stands in front of it. */
const nothing = {
  name: 'native',
  features: {},
  version: '',
  produce: () => 0,
  produceHashed: () => 0,
  hasRoom: () => true,
  drain: () => 0,
  metadata: async () => ({
    brokers: [],
    topics: [{ name: 't', partitions: partitions.map((id) => ({ id, leader: 1, replicas: [], isrs: [] })) }],
  }),
} as unknown as Engine
const config = resolveConfig({ 'bootstrap.servers': 'localhost:9092', partitioner: 'uniform_sticky' })
const placed = openPlaced(config, { onWake: () => {}, onReason: () => {} }, () => nothing)
placed.produce('t', -1, null, 'the partitions are asked for', 0, null, 0)
await setImmediate()

const CASES: Record<string, (index: number) => number> = {
  'empty loop': (index) => keys[index & MASK]!.length,
  'murmur2, bytes': (index) => murmur2(keys[index & MASK]!),
  'murmur2, text': (index) => murmur2(texts[index & MASK]!),
  'murmurhash-js, from bytes': (index) => murmurhash.murmur2(keys[index & MASK]!.toString('latin1'), SEED),
  'murmurhash-js, ASCII text at hand': (index) => murmurhash.murmur2(texts[index & MASK]!, SEED),
  'crc32, bytes': (index) => crc32(keys[index & MASK]!),
  'fnv1a, bytes': (index) => fnv1a(keys[index & MASK]!),
  uniform_sticky: (index) => {
    const partition = sticky.next(clock.now())
    sticky.onAccepted(100 + (index & 63))
    return partition
  },
  'an engine that does nothing': (index) => nothing.produce('t', -1, null, texts[index & MASK]!, 0, null, 0),
  'the same behind uniform_sticky': (index) =>
    placed.produce('t', -1, null, texts[index & MASK]!, 0, null, 0),
  round_robin: () => {
    const partition = roundRobin.next()
    roundRobin.onAccepted()
    return partition
  },
}

const chosen = process.argv[2]!
const run = CASES[chosen]!
let best = Number.POSITIVE_INFINITY
for (let repeat = 0; repeat < 5; repeat++) {
  const startedNs = process.hrtime.bigint()
  for (let index = 0; index < CALLS; index++) sum += run(index)
  best = Math.min(best, Number(process.hrtime.bigint() - startedNs) / CALLS)
}
process.stdout.write(`${JSON.stringify({ ns: best, sum })}\n`)
