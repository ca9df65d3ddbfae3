import { describe, expect, it } from 'vitest'
import { Layers } from '../../src/config/layers.js'
import { resolveConfig } from '../../src/config/resolve.js'
import { applyRules } from '../../src/config/rules.js'
import { problemsOf } from './config-support.js'

const servers = { 'bootstrap.servers': 'localhost:9092' }
const bare = { ...servers, preset: 'librdkafkaDefaults' }

describe('idempotence', () => {
  const conflicts = [
    ['acks', 1, 'all'],
    ['acks', '0', 'all'],
    ['retries', 0, 'at least 1'],
    ['message.send.max.retries', 0, 'at least 1'],
    ['max.in.flight', 6, 'at most 5'],
    ['queuing.strategy', 'lifo', 'fifo'],
    ['queue.buffering.backpressure.threshold', 2, '1'],
  ] as const

  it.each(conflicts)('of the preset gives way to %s = %o', (name, value) => {
    const config = resolveConfig({ ...servers, [name]: value })
    expect(config.idempotent).toBe(false)
    expect(config.properties).not.toHaveProperty(['enable.idempotence'])
    expect(config.sources).not.toHaveProperty(['enable.idempotence'])
    expect(config.adjustments).toEqual([
      expect.stringMatching(/^enable\.idempotence=true of the preset balanced is left out/),
    ])
    expect(config.adjustments[0]).toContain(`${name}=${value}`)
  })

  it.each(conflicts)('that the user asks for excludes %s = %o', (name, value, expected) => {
    for (const asked of [{ 'enable.idempotence': true }, { 'transactional.id': 't' }]) {
      const problems = problemsOf({ ...servers, ...asked, [name]: value })
      expect(problems).toEqual([`${name}: expected ${expected}, because of ${nameOf(asked)}; got ${value}`])
    }
  })

  it('stands with what fits', () => {
    const config = resolveConfig({
      ...servers,
      acks: -1,
      retries: 1,
      'max.in.flight': 5,
      'queuing.strategy': 'fifo',
    })
    expect(config).toMatchObject({ idempotent: true, acks: -1, adjustments: [] })
    const off = resolveConfig({ ...servers, 'enable.idempotence': 'false', acks: 0 })
    expect(off).toMatchObject({ idempotent: false, acks: 0, adjustments: [] })
    expect(resolveConfig({ ...bare, acks: 1 })).toMatchObject({ idempotent: false, acks: 1, adjustments: [] })
  })

  it('is needed by enable.gapless.guarantee', () => {
    expect(problemsOf({ ...bare, 'enable.gapless.guarantee': true })).toEqual([
      'enable.gapless.guarantee=true: needs enable.idempotence=true, which is not set',
    ])
    expect(problemsOf({ ...servers, 'enable.gapless.guarantee': true, acks: 1 })[0]).toContain(
      'acks: expected all',
    )
    expect(resolveConfig({ ...servers, 'enable.gapless.guarantee': true }).idempotent).toBe(true)
  })
})

describe('a transaction', () => {
  it('is told to the producer, and makes the preset leave the timeout to librdkafka', () => {
    const config = resolveConfig({ ...servers, 'transactional.id': 't' })
    expect(config).toMatchObject({ transactional: true, idempotent: true })
    expect(config.properties).not.toHaveProperty(['delivery.timeout.ms'])
    expect(config.adjustments).toEqual([
      expect.stringContaining('delivery.timeout.ms=300000'),
      expect.stringContaining('socket.timeout.ms=60000'),
    ])
    expect(resolveConfig({ ...bare, 'transactional.id': 't' }).idempotent).toBe(true)
    expect(resolveConfig({ ...servers, 'transactional.id': '' }).transactional).toBe(false)
  })

  it('excludes enable.idempotence=false', () => {
    expect(problemsOf({ ...servers, 'transactional.id': 't', 'enable.idempotence': false })).toEqual([
      'enable.idempotence: expected true, because of transactional.id; got false',
    ])
  })

  it.each([
    ['message.timeout.ms', 5000, 5001],
    ['socket.timeout.ms', 5100, 5101],
  ])('bounds %s', (name, good, bad) => {
    const options = { ...servers, 'transactional.id': 't', 'transaction.timeout.ms': 5000 }
    const { properties } = resolveConfig({ ...options, [name]: good })
    expect(Object.values(properties)).toContain(String(good))
    expect(problemsOf({ ...options, [name]: bad })).toEqual([
      `${name}: expected at most ${good} with transactional.id, because of transaction.timeout.ms=5000; got ${bad}`,
    ])
  })
})

describe('linger.ms and message.timeout.ms (contract 6)', () => {
  it('linger must be shorter when it was set', () => {
    expect(problemsOf({ ...servers, 'linger.ms': 5, 'message.timeout.ms': 5 })).toEqual([
      'linger.ms: expected less than message.timeout.ms=5, or messages time out before they leave; got 5',
    ])
    expect(problemsOf({ ...servers, 'linger.ms': 300000 })[0]).toContain('delivery.timeout.ms=300000')
    expect(problemsOf({ ...servers, 'linger.ms': 60000, 'transactional.id': 't' })[0]).toContain(
      'transaction.timeout.ms=60000',
    )
    expect(resolveConfig({ ...servers, 'linger.ms': 5, 'message.timeout.ms': 6 }).adjustments).toEqual([])
  })

  it("the preset's linger gives way", () => {
    const config = resolveConfig({ ...servers, 'message.timeout.ms': 5 })
    expect(config.properties).not.toHaveProperty(['linger.ms'])
    expect(config.adjustments).toEqual([expect.stringContaining('message.timeout.ms=5')])
    expect(resolveConfig({ ...servers, 'message.timeout.ms': 10 }).properties['linger.ms']).toBe('5')
  })

  it('0 is no timeout', () => {
    const config = resolveConfig({ ...servers, 'linger.ms': 900000, 'message.timeout.ms': 0 })
    expect(config.properties['delivery.timeout.ms']).toBe('0')
  })
})

describe('other pairs', () => {
  it('reconnect.backoff.max.ms is not below reconnect.backoff.ms', () => {
    expect(problemsOf({ ...servers, 'reconnect.backoff.max.ms': 50 })).toEqual([
      'reconnect.backoff.max.ms: expected at least reconnect.backoff.ms=100; got 50',
    ])
    expect(resolveConfig({ ...servers, 'reconnect.backoff.max.ms': 100 }).adjustments).toEqual([])
  })

  it('retry.backoff.ms may be above its maximum: librdkafka then waits that long, and says so', () => {
    const config = resolveConfig({ ...servers, 'retry.backoff.ms': 2000, 'retry.backoff.max.ms': 100 })
    expect(config.properties['retry.backoff.ms']).toBe('2000')
  })

  it('certificates come with what they need', () => {
    expect(problemsOf({ ...servers, 'ssl.keystore.location': 'k.p12' })).toEqual([
      'ssl.keystore.password: missing, ssl.keystore.location needs it',
    ])
    expect(problemsOf({ ...servers, 'https.ca.location': 'probe', 'https.ca.pem': 'x' })).toHaveLength(1)
  })
})

describe('SASL', () => {
  const sasl = { ...servers, 'security.protocol': 'SASL_SSL' }
  const list = 'one of PLAIN, SCRAM-SHA-256, SCRAM-SHA-512, SCRAM-SHA-1, OAUTHBEARER, GSSAPI'

  it('needs a mechanism', () => {
    expect(problemsOf(sasl)).toEqual([
      `sasl.mechanism: missing, security.protocol=sasl_ssl needs it; expected ${list}`,
    ])
    const wrong = { ...sasl, 'sasl.mechanisms': 'plain' }
    expect(problemsOf(wrong)).toEqual([`sasl.mechanisms: expected ${list} (case counts); got 'plain'`])
  })

  it.each(['PLAIN', 'SCRAM-SHA-512'])('%s needs a user and a password', (mechanism) => {
    const options = { ...sasl, 'sasl.mechanism': mechanism, 'sasl.password': '' }
    expect(problemsOf(options)).toEqual([
      `sasl.username: missing, ${mechanism} needs it`,
      `sasl.password: missing, ${mechanism} needs it`,
    ])
    const whole = resolveConfig({ ...options, 'sasl.username': 'u', 'sasl.password': 'p' })
    expect(whole.properties).toMatchObject({ 'security.protocol': 'sasl_ssl', 'sasl.mechanism': mechanism })
  })

  it.skipIf(process.platform === 'win32')('GSSAPI needs a key table', () => {
    expect(problemsOf({ ...sasl, 'sasl.mechanism': 'GSSAPI' })).toEqual([
      'sasl.kerberos.keytab: missing, GSSAPI needs it',
    ])
    expect(resolveConfig({ ...sasl, 'sasl.kerberos.keytab': 'f' }).properties['sasl.kerberos.keytab']).toBe(
      'f',
    )
  })

  it('does not matter to the embedded cluster, which speaks plaintext', () => {
    const config = resolveConfig({ ...sasl, 'test.mock.num.brokers': 1 })
    expect(config.properties['security.protocol']).toBe('sasl_ssl')
  })

  it('oidc needs an endpoint and credentials', () => {
    // Also without a SASL protocol, as in librdkafka.
    const problems = problemsOf({
      ...servers,
      'sasl.mechanism': 'OAUTHBEARER',
      'sasl.oauthbearer.method': 'oidc',
      'enable.sasl.oauthbearer.unsecure.jwt': true,
    })
    expect(problems.map((problem) => problem.split(':')[0])).toEqual([
      'enable.sasl.oauthbearer.unsecure.jwt=true and sasl.oauthbearer.method=oidc exclude each other; leave one out',
      'sasl.oauthbearer.token.endpoint.url',
      'sasl.oauthbearer.client.credentials.client.id',
      'sasl.oauthbearer.client.credentials.client.secret',
    ])
  })
})

describe('what would end the process', () => {
  // The 2,952nd of the first random configurations ended the test itself: rd_kafka_conf_kv_get reads what
  // rd_kafka_conf_kv_split has not filled in when an entry has no "=". Another one was a signal, sent to ourselves.
  it('is refused: a configuration that would crash librdkafka, and its signal', () => {
    const azure = {
      ...servers,
      'sasl.mechanism': 'OAUTHBEARER',
      'sasl.oauthbearer.method': 'oidc',
      'sasl.oauthbearer.metadata.authentication.type': 'azure_imds',
    }
    expect(problemsOf({ ...azure, 'sasl.oauthbearer.config': 'a=b,2' })).toEqual([
      'sasl.oauthbearer.config: expected name=value entries, separated by commas; got [hidden]',
    ])
    expect(problemsOf({ ...azure, 'sasl.oauthbearer.config': 'a=b,query=c' })[0]).toContain('first entry')
    expect(resolveConfig({ ...azure, 'sasl.oauthbearer.config': 'query=c,a=b' }).preset).toBe('balanced')
    expect(problemsOf({ ...servers, 'internal.termination.signal': 9 })[0]).toContain('cannot be set')
  })
})

describe("a preset's value", () => {
  const cases: [preset: [string, string], user: [string, string]][] = [
    [
      ['acks', '1'],
      ['enable.idempotence', 'true'],
    ],
    [
      ['enable.idempotence', 'false'],
      ['transactional.id', 't'],
    ],
    [
      ['socket.timeout.ms', '70000'],
      ['transactional.id', 't'],
    ],
    [
      ['delivery.timeout.ms', '1000'],
      ['linger.ms', '2000'],
    ],
    [
      ['reconnect.backoff.ms', '500'],
      ['reconnect.backoff.max.ms', '400'],
    ],
    [
      ['reconnect.backoff.max.ms', '50'],
      ['reconnect.backoff.ms', '60'],
    ],
  ]

  it.each(cases)('%j gives way to %j', ([name, value], [userName, text]) => {
    const user = new Map([
      ['bootstrap.servers', { text: 'a', as: 'bootstrap.servers' }],
      [userName, { text, as: userName }],
    ])
    const layers = new Layers(user, new Set(), new Map([[name, value]]), 'balanced')
    applyRules(layers)
    expect(layers.problems).toEqual([])
    expect(layers.preset.has(name)).toBe(false)
    expect(layers.adjustments).toEqual([expect.stringContaining(`${name}=${value} of the preset`)])
  })
})

function nameOf(asked: object): string {
  const [name] = Object.keys(asked)
  return name === 'enable.idempotence' ? 'enable.idempotence=true' : name!
}
