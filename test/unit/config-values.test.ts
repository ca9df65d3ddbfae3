import { describe, expect, it } from 'vitest'
import { REFUSED } from '../../src/config/hints.js'
import { PROPERTIES } from '../../src/config/properties.js'
import { resolveConfig } from '../../src/config/resolve.js'
import { problemsOf } from './config-support.js'

const servers = { 'bootstrap.servers': 'localhost:9092', preset: 'librdkafkaDefaults' }

function textOf(name: string, value: unknown, preferred = name): string | undefined {
  return resolveConfig({ ...servers, [name]: value }).properties[preferred]
}

function problemOf(name: string, value: unknown): string {
  const problems = problemsOf({ ...servers, [name]: value })
  expect(problems).toHaveLength(1)
  return problems[0]!
}

describe('a value', () => {
  it.each([
    ['linger.ms', 5, '5'],
    ['linger.ms', 0.5, '0.5'],
    ['linger.ms', '0.25', '0.25'],
    ['linger.ms', -0, '0'],
    ['batch.size', 1e6, '1000000'],
    ['batch.size', '16384', '16384'],
    ['compression.level', '-1', '-1'],
    ['enable.idempotence', false, 'false'],
    ['enable.idempotence', 'True', 'true'],
    ['security.protocol', 'SSL', 'ssl'],
    ['compression.type', 'LZ4', 'lz4'],
    ['debug', '+broker, -topic', '+broker, -topic'],
    ['client.id', 'a b', 'a b'],
    ['acks', -1, 'all'],
    ['acks', '-1', 'all'],
    ['acks', 'all', 'all'],
    ['acks', 0, '0'],
    ['acks', '1', '1'],
    ['partitioner', 'fnv1a-random', 'fnv1a_random'],
    ['partitioner', 'consistent', 'consistent'],
  ])('%s = %o is %s', (name, value, text) => {
    expect(textOf(name, value)).toBe(text)
  })

  it.each(['5ms', '1e6', '0x10', '010', '', ' 5', '4294967297'])('%o is no whole number', (value) => {
    expect(problemOf('batch.size', value)).toMatch(
      /^batch\.size: expected a whole number from 1 to 2147483647; got '/,
    )
  })

  it.each([2 ** 32 + 1, 1.5, 0, Number.NaN, Number.POSITIVE_INFINITY, 5n, true, {}, [], () => 1])(
    '%o is no whole number either',
    (value) => {
      expect(problemOf('batch.size', value)).toContain(
        'batch.size: expected a whole number from 1 to 2147483647',
      )
    },
  )

  it('in wrong notation is told why', () => {
    expect(problemOf('linger.ms', '5ms')).toContain('no unit, exponent, hexadecimal, leading zero')
    expect(problemOf('linger.ms', 900001)).toBe('linger.ms: expected a number from 0 to 900000; got 900001')
  })

  it.each([2, -2, '2', 'ALL', '', 1.5, true])('acks = %o is refused', (value) => {
    expect(problemOf('acks', value)).toContain('acks: expected one of -1, all, 0, 1; got')
  })

  it.each([
    ['compression.type', ' lz4', 'one of none, gzip, snappy, lz4, zstd'],
    ['compression.type', 'brotli', 'one of none, gzip, snappy, lz4, zstd'],
    [
      'partitioner',
      'murmur3',
      'one of murmur2_random, murmur2, consistent_random, consistent, fnv1a_random, fnv1a, random, round_robin',
    ],
    ['enable.idempotence', 'yes', 'true or false'],
    ['enable.idempotence', 1, 'true or false'],
    ['debug', 'broker,foo', 'a comma list of generic, broker'],
    ['client.id', 5, 'text'],
    ['client.id', 'a\0b', 'text'],
    ['client.id', () => 'x', 'text'],
    ['sasl.mechanism', 'PLAIN,GSSAPI', 'the name of one mechanism'],
  ])('%s = %o: expected %s', (name, value, expected) => {
    expect(problemOf(name, value)).toContain(`${name}: expected ${expected}`)
  })

  const ranged = PROPERTIES.filter(
    (row) => row.use !== 'C' && row.min !== undefined && row.preferred !== 'acks',
  )
  const open = ranged.filter((row) => !Object.hasOwn(REFUSED, row.name))
  it.each(open.map((row) => [row.name, row] as const))('%s keeps its range', (name, row) => {
    expect(problemOf(name, row.min! - 1)).toContain(`${name}: expected`)
    expect(problemOf(name, row.max! + 1)).toContain(`from ${row.min} to ${row.max}`)
    expect(textOf(name, row.default, row.preferred)).toBe(row.default)
  })
})

describe('a default', () => {
  const settable = PROPERTIES.filter(
    (row) =>
      row.use !== 'C' &&
      row.default !== null &&
      row.default !== 'inherit' &&
      row.name !== 'ssl.ca.certificate.stores' && // refused where there is no Windows
      !Object.hasOwn(REFUSED, row.name),
  )

  it.each(settable.map((row) => [row.name, row] as const))('of %s is accepted', (name, row) => {
    const text = row.preferred === 'acks' ? 'all' : row.default
    expect(textOf(name, row.default, row.preferred)).toBe(text)
  })
})

describe('a name', () => {
  it.each([
    ['lingerMs', 'linger.ms'],
    ['batchSize', 'batch.size'],
    ['bootstrap_servers', 'bootstrap.servers'],
    ['clientId', 'client.id'],
    ['transactionalId', 'transactional.id'],
    ['compresion.type', 'compression.type'],
    ['retires', 'retries'],
    ['idempotence', 'enable.idempotence'],
    ['topic.acks', 'acks'],
    ['highwatermark', 'highWaterMark'],
  ])('%s: did you mean %s?', (name, meant) => {
    expect(problemOf(name, 1)).toBe(`${name}: unknown property; did you mean ${meant}?`)
  })

  it('like no other gets no advice', () => {
    expect(problemOf('qqqqqqqq', 1)).toBe('qqqqqqqq: unknown property')
    expect(problemOf('a b\n', 1)).toBe("'a b\\n': unknown property")
  })

  it.each([
    ['brokerList', 'bootstrap.servers'],
    ['requestTimeout', 'socket.timeout.ms'],
    ['buffer.memory', 'queue.buffering.max.kbytes'],
    ['max.request.size', 'message.max.bytes'],
    ['max.block.ms', 'timeoutMs'],
    ['key.serializer', 'JSON.stringify'],
    ['sasl.jaas.config', 'sasl.username'],
    ['ssl.truststore.location', 'ssl.ca.location'],
    ['group.id', "a consumer's property"],
    ['auto.offset.reset', "a consumer's property"],
    ['dr_msg_cb', 'give produce() a callback'],
    ['error_cb', "producer.on('error'"],
    ['log_cb', "producer.on('log'"],
    ['stats_cb', 'statistics.interval.ms'],
    ['partitioner_cb', 'the option partitioner'],
    ['socket_cb', 'only C code can set this'],
    ['ssl_key', 'ssl.key.pem'],
    ['delivery.report.only.error', 'the ledger needs a report for every message'],
    ['client.software.name', 'client.id'],
    ['enabled_events', 'set by lingerbus'],
  ])('%s is refused and points to %s', (name, text) => {
    const problem = problemOf(name, 'x')
    expect(problem.startsWith(`${name}: `)).toBe(true)
    expect(problem).toContain(text)
  })

  it('has one preferred spelling', () => {
    expect(textOf('queue.buffering.max.ms', 7, 'linger.ms')).toBe('7')
    expect(textOf('message.timeout.ms', 7000, 'delivery.timeout.ms')).toBe('7000')
    expect(textOf('request.required.acks', 1, 'acks')).toBe('1')
    expect(resolveConfig({ 'metadata.broker.list': 'b:1' }).properties['bootstrap.servers']).toBe('b:1')
  })

  it('may come in two spellings only with one value', () => {
    expect(problemsOf({ ...servers, 'linger.ms': 5, 'queue.buffering.max.ms': '6' })).toEqual([
      'linger.ms and queue.buffering.max.ms are the same property; expected one value, got linger.ms=5 and queue.buffering.max.ms=6',
    ])
    const same = resolveConfig({ ...servers, 'linger.ms': 5, 'queue.buffering.max.ms': '5' })
    expect(same.properties['linger.ms']).toBe('5')
  })
})

describe('bootstrap.servers', () => {
  it.each([
    ['a', 'a'],
    ['a:1, b:65535 ', 'a:1,b:65535'],
    ['[::1]:9092', '[::1]:9092'],
    [
      'SASL_SSL://kafka-1.example:9093,plaintext://10.0.0.1',
      'SASL_SSL://kafka-1.example:9093,plaintext://10.0.0.1',
    ],
  ])('%s is accepted', (list, text) => {
    expect(textOf('bootstrap.servers', list)).toBe(text)
  })

  it.each([
    ['http://a:9092', 1, 'PLAINTEXT://, SSL://, SASL_PLAINTEXT://, SASL_SSL://'],
    ['a:1,,b:2', 2, 'empty'],
    ['a:1,', 2, 'empty'],
    ['a:1 b:2', 1, 'without blanks'],
    ['a:0', 1, 'port from 1 to 65535'],
    ['b:1,a:65536', 2, 'port from 1 to 65535'],
    ['a:', 1, 'port from 1 to 65535'],
    ['a:x', 1, 'port from 1 to 65535'],
    ['::1', 1, 'brackets'],
    [':9092', 1, 'host:port'],
    ['a/b:1', 1, 'host:port'],
    ['[a]:1', 1, 'host:port'],
  ])('%s is refused at entry %i: %s', (list, entry, text) => {
    const problem = problemOf('bootstrap.servers', list)
    expect(problem).toContain(`bootstrap.servers: entry ${entry}, '${list.split(',')[entry - 1]}'`)
    expect(problem).toContain(text)
  })

  it('is named as the user wrote it', () => {
    expect(problemsOf({ 'metadata.broker.list': 'a:0' })[0]).toMatch(/^metadata\.broker\.list: entry 1/)
    expect(problemsOf({ 'bootstrap.servers': ['a', 'b'] })).toEqual([
      expect.stringContaining("list.join(',')"),
    ])
  })

  it('may be missing only with the embedded cluster', () => {
    expect(problemsOf({})).toEqual([
      expect.stringMatching(/^bootstrap\.servers: missing; expected .*host:port/),
    ])
    expect(problemsOf({ 'bootstrap.servers': '' })).toHaveLength(1)
    expect(problemsOf({ 'test.mock.num.brokers': 0 })).toHaveLength(1)
    expect(resolveConfig({ 'test.mock.num.brokers': 1 }).properties['test.mock.num.brokers']).toBe('1')
  })
})
