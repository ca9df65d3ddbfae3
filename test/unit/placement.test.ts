import { describe, expect, test } from 'vitest'
import { resolveConfig } from '../../src/config/resolve.js'
import { BY_HASH, type Engine, type EngineOptions } from '../../src/engine/engine.js'
import { openPlaced } from '../../src/placement/open-placed.js'
import { PlacingEngine } from '../../src/placement/placing-engine.js'

/** What an engine of this kind is given, and whether something stands in front of it. */
function place(options: object, { knowsTopics = true } = {}) {
  const config = resolveConfig({ 'bootstrap.servers': 'localhost:9092', ...options })
  let given: EngineOptions | undefined
  const engine = { name: 'native', ...(knowsTopics ? { produceHashed: () => 0 } : {}) } as unknown as Engine
  const opened = openPlaced(config, { onWake: () => {}, onReason: () => {} }, (engineOptions) => {
    given = engineOptions
    return engine
  })
  return { isAlone: opened === engine, isInFront: opened instanceof PlacingEngine, given: given! }
}

const hash = () => 0

describe('what librdkafka can do is left to it: no JavaScript a message', () => {
  test.for([
    'murmur2_random',
    'murmur2',
    'consistent_random',
    'consistent',
    'fnv1a_random',
    'fnv1a',
    'random',
  ] as const)('%s', (partitioner) => {
    const { isAlone, given } = place({ partitioner })
    expect(isAlone).toBe(true)
    expect(given.properties.partitioner).toBe(partitioner)
    expect(given.partitionerOf!('orders')).toBeUndefined()
  })

  test('also by topic, where the engine takes one by topic', () => {
    const topics = { orders: { partitioner: 'consistent' } }
    const { isAlone, given } = place({ topics })
    expect(isAlone).toBe(true)
    expect(['orders', 'others'].map((topic) => given.partitionerOf!(topic))).toEqual([
      'consistent',
      undefined,
    ])
    expect(place({ topics }, { knowsTopics: false }).isInFront).toBe(true)
  })
})

test('keys under a partitioner of ours are murmur2, whatever the preset says', () => {
  const preset = 'librdkafkaDefaults'
  const { isInFront, given } = place({ preset, partitioner: 'uniform_sticky' })
  expect(isInFront).toBe(true)
  expect(given.properties.partitioner).toBe('murmur2_random')
  const topics = { orders: { partitioner: 'adaptive_sticky' }, logs: { partitioner: { hash } } }
  const byTopic = place({ preset, topics }).given
  expect(byTopic.properties.partitioner).toBeUndefined()
  expect(byTopic.partitionerOf!('orders')).toBe('murmur2_random')
  expect(byTopic.partitionerOf!('logs')).toBe(BY_HASH)
  const everywhere = place({ partitioner: { hash }, topics: { a: { partitioner: 'murmur2' } } }).given
  expect(['a', 'b'].map((topic) => everywhere.partitionerOf!(topic))).toEqual(['murmur2', BY_HASH])
})
