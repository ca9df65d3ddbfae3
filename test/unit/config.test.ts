import { execFileSync } from 'node:child_process'
import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import { PRESETS } from '../../src/config/presets.js'
import { PROPERTIES } from '../../src/config/properties.js'
import { type ResolvedConfig, resolveConfig } from '../../src/config/resolve.js'
import { maskSecrets } from '../../src/config/secrets.js'
import { problemsOf } from './config-support.js'

const servers = { 'bootstrap.servers': 'localhost:9092' }

function resolve(options: object): ResolvedConfig {
  return resolveConfig({ ...servers, ...options })
}

describe('the generated table', () => {
  it('is what the installed librdkafka says', () => {
    execFileSync(process.execPath, ['scripts/generate-properties.mjs', '--check'], { stdio: 'pipe' })
  })

  it('knows scope, aliases, ranges and defaults', () => {
    const row = (name: string) => PROPERTIES.find((each) => each.name === name)
    expect(row('queue.buffering.max.ms')).toMatchObject({
      preferred: 'linger.ms',
      type: 'float',
      min: 0,
      max: 900000,
      default: '5',
    })
    expect(row('acks')).toMatchObject({ canonical: 'request.required.acks', scope: 'topic', default: '-1' })
    expect(row('test.mock.num.brokers')).toMatchObject({ min: 0, max: 10000, hidden: true })
    expect(row('test.mock.broker.rtt')).toMatchObject({ min: 0, max: 3600000, hidden: true })
    expect(row('allow.auto.create.topics')?.default).toBe('true')
    expect(row('group.id')?.use).toBe('C')
    expect(row('dr_msg_cb')?.type).toBe('api')
    expect(row('sasl.oauthbearer.client.credentials.client.secret')?.sensitive).toBe(true)
  })
})

describe('defaults', () => {
  it('are those of the preset balanced', () => {
    expect(resolve({})).toMatchObject({
      preset: 'balanced',
      engine: 'auto',
      poll: 'auto',
      highWaterMark: 50000,
      queueMaxMessages: 100000,
      queueMaxBytes: 128 * 1024 * 1024,
      messageMaxBytes: 1000000,
      acks: -1,
      idempotent: true,
      transactional: false,
      adjustments: [],
      properties: {
        'client.id': 'lingerbus',
        'bootstrap.servers': 'localhost:9092',
        'enable.idempotence': 'true',
        partitioner: 'murmur2_random',
        'queue.buffering.max.messages': '100000',
        'queue.buffering.max.kbytes': '131072',
      },
      sources: { 'client.id': 'preset', 'bootstrap.servers': 'user' },
    })
  })

  it("are librdkafka's own with librdkafkaDefaults", () => {
    const config = resolve({ preset: 'librdkafkaDefaults' })
    for (const [name, value] of Object.entries(config.properties)) {
      if (name === 'bootstrap.servers') continue
      const own = PROPERTIES.find((row) => row.preferred === name)?.default
      expect([name, value]).toEqual([name, name === 'acks' ? 'all' : own])
    }
    expect(config).toMatchObject({ idempotent: false, acks: -1, queueMaxBytes: 1024 ** 3 })
  })

  it.each(Object.entries(PRESETS))(
    'of %s are real properties, each with a reason',
    (preset, { purpose, lines }) => {
      expect(purpose).not.toBe('')
      for (const line of lines) {
        expect(line.reason).not.toBe('')
        // As if the user had written it: the same text comes back, under the same name.
        const config = resolve({ preset: 'librdkafkaDefaults', [line.name]: line.value })
        expect(config.properties[line.name]).toBe(line.value)
      }
      expect(resolve({ preset }).adjustments).toEqual([])
      expect(Object.isFrozen(lines)).toBe(true)
    },
  )

  it('give way to the user', () => {
    const config = resolve({ 'client.id': 'orders', 'queue.buffering.max.ms': 20 })
    expect(config.properties).toMatchObject({ 'client.id': 'orders', 'linger.ms': '20' })
    expect(config.properties).not.toHaveProperty('queue.buffering.max.ms')
    expect(config.sources).toMatchObject({ 'client.id': 'user', 'linger.ms': 'user', 'batch.size': 'preset' })
  })
})

describe('our own options', () => {
  it('are taken', () => {
    const config = resolve({ engine: 'binding', poll: 'manual', highWaterMark: 10 })
    expect(config).toMatchObject({ engine: 'binding', poll: 'manual', highWaterMark: 10 })
    for (const own of ['engine', 'poll', 'highWaterMark']) expect(config.properties).not.toHaveProperty(own)
  })

  it.each([
    [
      { preset: 'fast' },
      'preset: expected one of balanced, durable, throughput, lowLatency, fireAndForget, javaDefaults, librdkafkaDefaults; got',
    ],
    [{ engine: 'rust' }, 'engine: expected one of auto, binding, native; got'],
    [{ poll: true }, 'poll: expected one of auto, manual; got true'],
    [{ highWaterMark: 0 }, 'highWaterMark: expected a whole number of at least 1; got 0'],
    [{ highWaterMark: 1.5 }, 'highWaterMark: expected a whole number of at least 1; got 1.5'],
    [{ highWaterMark: 101, 'queue.buffering.max.messages': 100 }, 'highWaterMark: expected at most'],
  ])('are refused when wrong: %o', (options, text) => {
    expect(problemsOf({ ...servers, ...options })).toEqual([expect.stringContaining(text)])
  })

  it('highWaterMark follows the limit of the queue', () => {
    expect(resolve({ 'queue.buffering.max.messages': 9 }).highWaterMark).toBe(4)
    expect(resolve({ 'queue.buffering.max.messages': 1 }).highWaterMark).toBe(1)
    const unlimited = resolve({ 'queue.buffering.max.messages': 0 })
    expect(unlimited).toMatchObject({ highWaterMark: 50000, queueMaxMessages: Number.POSITIVE_INFINITY })
    expect(resolve({ 'queue.buffering.max.messages': 0, highWaterMark: 1e6 }).highWaterMark).toBe(1e6)
  })
})

describe('what is given', () => {
  it.each([
    [undefined, 'nothing'],
    [null, 'null'],
    ['localhost:9092', 'a string'],
    [[], 'an array'],
    [() => ({}), 'a function'],
    [new Map(), 'instance of Map (give Object.fromEntries(map))'],
    [new (class Settings {})(), 'instance of Settings'],
  ])('must be a plain object: %o', (options, text) => {
    expect(problemsOf(options)).toEqual([expect.stringContaining(text)])
  })

  it('is read once and never changed; null and undefined are not set', () => {
    let reads = 0
    const options = Object.freeze({
      get 'bootstrap.servers'() {
        reads++
        return 'localhost:9092'
      },
      'linger.ms': null,
      acks: undefined,
      preset: null,
      highWaterMark: undefined,
    })
    const config = resolveConfig(options)
    expect(reads).toBe(1)
    expect(config).toMatchObject({ preset: 'balanced', properties: { 'linger.ms': '5', acks: 'all' } })
  })

  it('may have no prototype, and names that objects have', () => {
    const options = Object.assign(Object.create(null), servers)
    expect(resolveConfig(options).properties['bootstrap.servers']).toBe('localhost:9092')
    expect(problemsOf({ ...servers, constructor: 1 })).toEqual(['constructor: unknown property'])
  })

  it('with a getter that throws is a problem like others', () => {
    const options = {
      get acks() {
        throw new Error('no')
      },
    }
    expect(problemsOf(options)).toContainEqual(expect.stringMatching(/^acks: .*getter throws/))
  })

  it('comes back frozen', () => {
    const config = resolve({})
    for (const part of [config, config.properties, config.sources, config.adjustments]) {
      expect(Object.isFrozen(part)).toBe(true)
    }
  })

  it('is refused with all problems at once', () => {
    const problems = problemsOf({ 'bootstrap.servers': ':9092', acks: 2, lingerMs: 5, poll: 'never' })
    expect(problems.map((problem) => problem.split(':')[0]).sort()).toEqual([
      'acks',
      'bootstrap.servers',
      'lingerMs',
      'poll',
    ])
  })
})

describe('secrets', () => {
  const marked = 'S3CR3T'
  const names = PROPERTIES.filter((row) => row.sensitive && row.type === 'string').map((row) => row.name)

  it.each(names)('%s is never shown', (name) => {
    const config = resolve({ [name]: marked })
    for (const text of [inspect(config, { depth: 9 }), JSON.stringify(config), inspect(config.properties)]) {
      expect(text).not.toContain(marked)
      expect(text).toContain('[hidden]')
    }
    expect(Object.values({ ...config.properties })).toContain(marked)
    expect(Object.values(maskSecrets(config.properties))).not.toContain(marked)
    expect(problemsOf({ ...servers, [name]: `${marked}\0` }).join()).toMatch(
      /^[\w.]+: expected text; got \[hidden\]/,
    )
  })

  it('are not shown under a misspelt name, in two spellings, or in an address', () => {
    const problems = problemsOf({
      'bootstrap.servers': `sasl_ssl://user:${marked},${marked}@host:9092`,
      'sasl.pasword': marked,
      'sasl.jaas.config': marked,
      'ssl.truststore.password': marked,
      'sasl.oauthbearer.client.secret': marked,
      'sasl.oauthbearer.client.credentials.client.secret': `${marked}2`,
    })
    expect(problems.length).toBeGreaterThanOrEqual(5)
    expect(problems.join('\n')).not.toContain(marked)
    expect(problems.join('\n')).toContain('did you mean sasl.password?')
  })
})
