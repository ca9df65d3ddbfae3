import { readFileSync } from 'node:fs'
import { inspect } from 'node:util'
import { describe, expect, it, test } from 'vitest'
import { REFUSED } from '../../src/config/hints.js'
import { PRESETS, type PresetName } from '../../src/config/presets.js'
import { PROPERTIES } from '../../src/config/properties.js'
import { resolveConfig } from '../../src/config/resolve.js'
import { explain, type PartitionerOption, type ProducerOptions } from '../../src/index.js'

const servers = { 'bootstrap.servers': 'localhost:9092' }
const explained = (options: ProducerOptions = {}) => explain({ ...servers, ...options })
const entryOf = (options: ProducerOptions, name: string) =>
  explained(options).values.find((each) => each.name === name)!
const names = Object.keys(PRESETS) as PresetName[]

describe('explain', () => {
  it('says of every value who set it', () => {
    const options = { 'queue.buffering.max.ms': 20, poll: 'manual' } as const
    expect(entryOf(options, 'linger.ms')).toMatchObject({
      value: '20',
      source: 'you',
      as: 'queue.buffering.max.ms',
    })
    expect(entryOf(options, 'poll')).toMatchObject({ value: 'manual', source: 'you' })
    expect(entryOf(options, 'engine')).toMatchObject({ value: 'auto', source: 'lingerbus' })
    expect(entryOf(options, 'acks')).toMatchObject({ value: 'all', source: 'preset' })
    expect(entryOf(options, 'acks').because).toContain('in-sync replica')
    expect(entryOf(options, 'acks').cost).toContain('slowest')
    expect(entryOf(options, 'retries')).toMatchObject({ value: '2147483647', source: 'librdkafka' })
    expect(entryOf({ preset: 'javaDefaults' }, 'client.id')).toMatchObject({ source: 'lingerbus' })
  })

  it('knows every property that a producer may set, with a sentence', () => {
    const { values } = explained()
    const settable = PROPERTIES.filter(
      (row) =>
        row.use !== 'C' && !['api', 'internal', 'rejected'].includes(row.type) && !(row.name in REFUSED),
    )
    const known = new Set(values.map(({ name }) => name))
    expect(settable.filter((row) => !known.has(row.preferred))).toEqual([])
    for (const { name, does } of values)
      expect([name, does]).toEqual([name, expect.stringMatching(/\S.*\.$/)])
  })

  it('lists what gave way and what was filled in', () => {
    const { adjusted } = explained({ acks: 1 })
    expect(adjusted[0]).toContain('enable.idempotence=true of the preset balanced is left out')
    expect(explained({ 'message.max.bytes': 500_000 }).adjusted[0]).toContain(
      'batch.size=1000000 of the preset balanced is lowered to 500000',
    )
    expect(explained().adjusted.join()).toContain('fills in max.in.flight.requests.per.connection=5')
    const { adjusted: transactional } = explained({ 'transactional.id': 't', 'transaction.timeout.ms': 5000 })
    expect(transactional.join('\n')).toContain('fills in socket.timeout.ms=4900')
    expect(transactional.join('\n')).toContain('fills in delivery.timeout.ms=5000')
  })

  it('says what follows, with figures', () => {
    const { partitionCeiling, ...rest } = explained({ 'batch.size': 100_000 }).consequences
    expect(partitionCeiling).toContainEqual({ roundTripMs: 10, bytesPerSecond: 10_000_000 })
    expect(rest).toMatchObject({ memoryBytes: 131072 * 1024 + 100_000 * 190, failureReportMs: 300_000 })
    const free = explained({ preset: 'fireAndForget' }).consequences
    expect(free.loss).toContain('nobody hears of it')
    expect(free.partitionCeiling[0]!.bytesPerSecond).toBeNull()
    const plain = explained({ preset: 'librdkafkaDefaults' }).consequences
    expect([plain.duplication, plain.reordering].join()).toContain('stored twice')
    expect(plain.reordering).toContain('behind later ones')
  })

  it('is a page as text, data as JSON, and shows no secret', () => {
    const explanation = explained({
      sasl: { mechanism: 'PLAIN', username: 'u', password: 'S3CR3T' },
      ssl: true,
    })
    for (const text of [
      String(explanation),
      JSON.stringify(explanation),
      inspect(explanation, { depth: 9 }),
    ]) {
      expect(text).not.toContain('S3CR3T')
      expect(text).toContain('[hidden]')
    }
    expect(String(explanation)).toMatch(/What follows:\n {2}- a partition moves at most/)
  })

  it('refuses what new Producer refuses', () => {
    expect(() => explain({ ...servers, acks: 2 as never })).toThrow('acks: expected one of')
  })
})

describe('presets', () => {
  const STATED = [
    'acks',
    'enable.idempotence',
    'compression.type',
    'linger.ms',
    'batch.size',
    'delivery.timeout.ms',
    'request.timeout.ms',
    'socket.timeout.ms',
  ]

  it.each(names)('%s states what matters, with reasons and costs, frozen', (name) => {
    const { lines, purpose } = PRESETS[name]
    expect(lines.map((line) => line.name)).toEqual(expect.arrayContaining(STATED))
    expect(new Set(lines.map((line) => line.name)).size).toBe(lines.length)
    for (const line of lines) for (const text of [line.reason, line.cost]) expect(text).not.toBe('')
    expect(purpose).not.toBe('')
    expect(Object.isFrozen(PRESETS[name]) && Object.isFrozen(lines) && Object.isFrozen(lines[0])).toBe(true)
    expect(resolveConfig({ ...servers, preset: name }).adjustments).toEqual([])
  })

  it.each(names)('%s stands with transactions, whatever it says of idempotence', (preset) => {
    // acks=0 and retries=0 are left out, not held against the user.
    const config = resolveConfig({ ...servers, preset, 'transactional.id': 't' })
    expect(config).toMatchObject({ idempotent: true, acks: -1 })
  })

  it("javaDefaults adds what properties cannot say: Java's client.id and max.block.ms", () => {
    const options = { ...servers, preset: 'javaDefaults' }
    const [first, second] = [resolveConfig(options), resolveConfig(options)]
    expect(first.properties['client.id']).toMatch(/^producer-\d+$/)
    expect(second.properties['client.id']).not.toBe(first.properties['client.id'])
    expect(resolveConfig({ ...options, 'transactional.id': 't' }).properties['client.id']).toBe('producer-t')
    expect(first.sendTimeoutMs).toBe(60_000)
    expect(resolveConfig(servers).sendTimeoutMs).toBe(-1)
  })

  it.each<[Partial<ProducerOptions>, PresetName, string]>([
    [{ 'linger.ms': 100 }, 'lowLatency', 'sticky.partitioning.linger.ms'],
    [{ 'request.timeout.ms': 40_000 }, 'lowLatency', 'socket.timeout.ms'],
    [{ 'request.timeout.ms': 40_000 }, 'lowLatency', 'delivery.timeout.ms'],
    [{ 'retry.backoff.max.ms': 50 }, 'javaDefaults', 'retry.backoff.ms'],
    [{ 'retry.backoff.ms': 2000 }, 'javaDefaults', 'retry.backoff.max.ms'],
    [{ 'message.max.bytes': 200_000_000 }, 'balanced', 'queue.buffering.max.kbytes'],
  ])('what %j makes senseless in %s gives way: %s', (options, preset, name) => {
    const config = resolveConfig({ ...servers, ...options, preset })
    expect(config.sources[name]).toBeUndefined()
    expect(config.adjustments.join('\n')).toContain(`${name}=`)
  })
})

describe('shorthands', () => {
  const resolved = (options: ProducerOptions) => ({ ...resolveConfig(options).properties })
  const PEM = '-----BEGIN CERTIFICATE-----\nx\n-----END CERTIFICATE-----'

  it('stand for the dotted names', () => {
    expect(resolved({ brokers: ['a:1', 'b:2'] })).toMatchObject({ 'bootstrap.servers': 'a:1,b:2' })
    const sasl = { mechanism: 'scram-sha-512', username: 'u', password: 'p' }
    expect(resolved({ brokers: ['a:1'], sasl })).toMatchObject({
      'security.protocol': 'sasl_plaintext',
      'sasl.mechanism': 'SCRAM-SHA-512',
      'sasl.username': 'u',
      'sasl.password': 'p',
    })
    expect(resolved({ brokers: ['a:1'], sasl, ssl: true })['security.protocol']).toBe('sasl_ssl')
    expect(resolved({ brokers: ['a:1'], ssl: { ca: [PEM, PEM] } })).toMatchObject({
      'security.protocol': 'ssl',
      'ssl.ca.pem': `${PEM}\n${PEM}`,
    })
    expect(resolved({ brokers: 'a:1', ssl: false })).not.toHaveProperty(['security.protocol'])
  })

  it.each<[object, string]>([
    [{ brokers: [] }, 'brokers: expected a list of host:port'],
    [{ brokers: ['a:0'] }, 'brokers: entry 1'],
    [{ brokers: ['a:1'], 'bootstrap.servers': 'b:1' }, 'are the same property'],
    [{ ...servers, sasl: true }, 'sasl: expected an object with mechanism, username, password'],
    [{ ...servers, sasl: { mechanism: 'PLAIN', user: 'u' } }, 'sasl.user: expected one of mechanism'],
    [{ ...servers, ssl: { ca: './ca.pem' } }, 'a file by its path is ssl.ca.location'],
    [{ ...servers, ssl: true, 'security.protocol': 'plaintext' }, 'expected ssl or sasl_ssl, because of ssl'],
  ])('are refused when wrong: %j', (options, text) => {
    expect(() => resolveConfig(options)).toThrow(text)
  })
})

describe('warnings', () => {
  it('are for dead and deprecated properties only', () => {
    const { warnings } = resolveConfig({
      ...servers,
      'topic.metadata.refresh.sparse': true,
      'queuing.strategy': 'fifo',
      'linger.ms': 0,
    })
    expect(warnings).toEqual([
      expect.stringMatching(/^topic\.metadata\.refresh\.sparse: has no effect/),
      expect.stringMatching(/^queuing\.strategy: deprecated/),
    ])
  })
})

describe('160 properties of a producer in the manual', () => {
  it('are typed, or refused with what to do instead', () => {
    const documented = PROPERTIES.filter((row) => row.use !== 'C' && !row.hidden && row.type !== 'rejected')
    expect(documented).toHaveLength(160)
    const untyped = documented.filter((row) => ['api', 'internal'].includes(row.type) || row.name in REFUSED)
    for (const row of untyped) {
      expect(() => resolveConfig({ ...servers, [row.name]: 'x' }), row.name).toThrow(
        new RegExp(`${row.name}: `),
      )
    }
    expect(documented.length - untyped.length).toBeGreaterThan(130)
    // In the hover: range, default, and the manual's words.
    const source = readFileSync(new URL('../../src/config/properties.ts', import.meta.url), 'utf8')
    const members = source.slice(source.indexOf('export interface ProducerProperties'))
    for (const row of documented) {
      if (untyped.includes(row)) continue
      const comment = members.split(`\n  '${row.name}'?: `)[0]!.split('\n').at(-1)!
      expect([row.name, comment]).toEqual([row.name, expect.stringMatching(/^ {2}\/\*\* .{10,} \*\/$/)])
    }
  })
})

describe("a partitioner that is not librdkafka's", () => {
  test.each([
    ['uniform-sticky', 'uniform_sticky'],
    [{ name: 'adaptive_sticky', bytes: 1000 }, 'adaptive_sticky'],
    ['round_robin', 'round_robin'],
    [{ hash: () => 0 }, '{ hash }'],
    [{ choose: () => 0 }, '{ choose }'],
    ['murmur2', 'murmur2'],
  ] as [PartitionerOption, string][])('%j is shown as %s, set by you', (partitioner, shown) => {
    const { values } = explain({ brokers: ['a:9092'], partitioner, topics: { orders: { partitioner } } })
    const find = (name: string) => values.find((each) => each.name === name)
    expect(find('partitioner')).toMatchObject({ value: shown, source: 'you' })
    expect(find('topics')).toMatchObject({ value: `orders: ${shown}`, source: 'you' })
  })

  test('without one there are no topics to show', () => {
    const { values } = explain({ brokers: ['a:9092'] })
    expect(values.find(({ name }) => name === 'topics')).toMatchObject({ value: 'none', source: 'lingerbus' })
  })
})
