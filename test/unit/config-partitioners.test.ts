import { describe, expect, test } from 'vitest'
import { resolveConfig } from '../../src/config/resolve.js'
import { problemsOf } from './config-support.js'

const servers = { 'bootstrap.servers': 'localhost:9092' }
const resolve = (options: object) => resolveConfig({ ...servers, ...options })
const hash = () => 1
const choose = () => 0

describe('the option partitioner', () => {
  test('a name of ours is no property of librdkafka, whose own stays for the keys', () => {
    for (const name of ['round_robin', 'round-robin']) {
      const config = resolve({ partitioner: name })
      expect(config.partitioners.everywhere).toEqual({ kind: 'round_robin' })
      expect(config.properties.partitioner).toBe('murmur2_random')
    }
    expect(resolve({ partitioner: 'uniform-sticky' }).partitioners.everywhere).toEqual({
      kind: 'sticky',
      adaptive: false,
      ignoreKeys: false,
      bytes: 65_536,
    })
    const settings = { name: 'adaptive-sticky', ignoreKeys: true, bytes: 1000 }
    expect(resolve({ partitioner: settings }).partitioners.everywhere).toEqual({
      kind: 'sticky',
      adaptive: true,
      ignoreKeys: true,
      bytes: 1000,
    })
  })

  test("librdkafka's seven stay its property, with a hyphen or without", () => {
    const config = resolve({ partitioner: 'fnv1a-random' })
    expect(config.properties.partitioner).toBe('fnv1a_random')
    expect(config.partitioners.everywhere).toEqual({ kind: 'librdkafka', name: 'fnv1a_random' })
    expect(resolve({}).partitioners.everywhere).toMatchObject({ name: 'murmur2_random' })
    const defaults = resolve({ preset: 'librdkafkaDefaults' })
    expect(defaults.partitioners.everywhere).toMatchObject({ name: 'consistent_random' })
  })

  test('a plug-in is called as a method of its object', () => {
    class Salted {
      readonly #salt = 5
      hash(key: Uint8Array) {
        return this.#salt + key.length
      }
    }
    const spec = resolve({ partitioner: new Salted() }).partitioners.everywhere
    expect(spec.kind === 'hash' && spec.plugIn.hash(new Uint8Array(2))).toBe(7)
  })

  test.for([
    ['an unknown name', 'java', 'round_robin, uniform_sticky, adaptive_sticky, or a plug-in'],
    ['an unknown name, in a form that has settings', { name: 'java' }, 'uniform_sticky or adaptive_sticky'],
    [
      'settings for one that has none',
      { name: 'round_robin', bytes: 5 },
      'uniform_sticky or adaptive_sticky',
    ],
    ['a setting that does not exist', { name: 'uniform_sticky', ignoreKey: true }, 'ignoreKeys?, bytes?'],
    ['no bytes', { name: 'uniform_sticky', bytes: 0 }, 'bytes a whole number of at least 1'],
    ['a bare function', hash, 'write { hash: … } or { choose: … }'],
    ['nothing to call', {}, 'only one of both'],
    ['both', { hash, choose }, 'only one of both'],
    ['no function', { hash: 5 }, 'a plug-in with a function'],
    ['a number', 5, 'expected one of murmur2_random'],
  ] as const)('%s is refused', ([, partitioner, says]) => {
    const problems = problemsOf({ ...servers, partitioner })
    expect(problems).toHaveLength(1)
    expect(problems[0]).toMatch(/^partitioner: expected /)
    expect(problems[0]).toContain(says)
  })
})

describe('the option topics', () => {
  test('takes a partitioner by topic', () => {
    const topics = { orders: { partitioner: 'consistent' }, logs: { partitioner: { choose } } }
    const plan = resolve({ topics }).partitioners
    expect(plan.topics.get('orders')).toEqual({ kind: 'librdkafka', name: 'consistent' })
    expect(plan.topics.get('logs')?.kind).toBe('choose')
    expect(plan.topics.get('constructor')).toBeUndefined()
  })

  test.for([
    ['no object', 5, 'topics: expected an object'],
    ['a list', ['orders'], 'topics: expected an object'],
    ['a topic without settings', { orders: null }, 'topics.orders: expected { partitioner }'],
    ['another setting', { orders: { acks: 1 } }, 'the only thing that can be set by topic; got { acks }'],
    ['another setting too', { orders: { partitioner: 'random', acks: 1 } }, '{ partitioner, acks }'],
    ['a bad partitioner', { orders: { partitioner: 'java' } }, 'topics.orders.partitioner: expected one of'],
    ['a name that no topic has', { 'a b': { partitioner: 'murmur2' } }, 'no topic can have this name'],
  ] as const)('%s is refused', ([, topics, says]) => {
    expect(problemsOf({ ...servers, topics }).join('\n')).toContain(says)
  })
})

describe('what librdkafka cannot mix is refused, with the reason', () => {
  const STICKY = 'sticky.partitioning.linger.ms'

  test('scattered on one topic and sticky on another', () => {
    const mixed = { topics: { a: { partitioner: 'random' } } }
    const problems = problemsOf({ ...servers, ...mixed })
    expect(problems[0]).toContain('one setting for the whole client in librdkafka')
    for (const ms of [0, 20]) expect(() => resolve({ ...mixed, [STICKY]: ms })).not.toThrow()
    // Those that stick by our own doing are no conflict.
    expect(() =>
      resolve({ partitioner: 'random', topics: { a: { partitioner: 'uniform_sticky' } } }),
    ).not.toThrow()
    expect(
      problemsOf({ ...servers, partitioner: 'random', topics: { a: { partitioner: { hash } } } }),
    ).toHaveLength(1)
  })

  test('{ hash } where null keys could not stick', () => {
    const problems = problemsOf({ ...servers, partitioner: { hash }, [STICKY]: 0 })
    expect(problems[0]).toContain('null keys of a partitioner { hash } are sticky')
    const config = resolve({ partitioner: { hash }, 'linger.ms': 0 })
    expect(config.properties[STICKY]).toBe('10')
    expect(config.adjustments.join()).toContain('linger.ms=0')
    expect(resolve({ partitioner: { hash } }).properties[STICKY]).toBeUndefined()
  })
})
