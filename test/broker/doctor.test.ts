import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { startCluster, stopCluster } from '../../scripts/kafka/cluster.mjs'
import { diagnose, Producer, type ProducerOptions } from '../../src/index.js'
import { runCommand } from '../support/command.js'
import { brokenOf, expectFault, findingOf, WRONG_PASSWORD } from '../support/diagnosed.js'
import { createTopic, readLog, topicName } from '../support/kafka.js'
import { type Misadvertised, OUTER_ADDRESS, startMisadvertising } from '../support/misadvertising.js'
import { addressOf, MOCK } from '../support/producers.js'
import { type Listener, listenWithTls } from '../support/tls-listeners.js'

const bootstrapServers = inject('bootstrapServers')
const at = (servers: string, more: object = {}): ProducerOptions => ({
  'bootstrap.servers': servers,
  ...more,
})
/** A machine that is busy with brokers must not make one seem silent. */
const PATIENT_MS = 20_000
const unique = randomBytes(4).toString('hex')

describe('a broker with TLS, SASL and ACLs', () => {
  const name = `doctor-secure-${unique}`
  let secure: NonNullable<Awaited<ReturnType<typeof startCluster>>['secure']>
  beforeAll(async () => {
    secure = (await startCluster({ name, secure: true, ownerPid: process.pid })).secure!
    await createTopic(secure.addresses.PLAINTEXT, { name: secure.topics.guarded })
    await createTopic(secure.addresses.PLAINTEXT, { name: secure.topics.hidden })
  }, 120_000)
  afterAll(() => stopCluster({ name, wipe: true }))

  const tls = (listener: keyof typeof secure.addresses, more: object = {}) =>
    at(secure.addresses[listener], {
      'security.protocol': 'ssl',
      'ssl.ca.location': secure.files.ca,
      ...more,
    })
  const sasl = (listener: keyof typeof secure.addresses, more: object = {}) =>
    at(secure.addresses[listener], {
      'security.protocol': 'sasl_plaintext',
      'sasl.mechanism': 'PLAIN',
      'sasl.username': 'alice',
      'sasl.password': secure.users.alice,
      ...more,
    })

  test('every way that works is well, up to the topic', async () => {
    const topic = await createTopic(secure.addresses.PLAINTEXT)
    expect(Object.keys(secure.ways).length).toBeGreaterThan(8)
    for (const [way, options] of Object.entries(secure.ways)) {
      const diagnosis = await diagnose(options, { topic, timeoutMs: PATIENT_MS })
      expect({ way, broken: brokenOf(diagnosis) }).toEqual({ way, broken: undefined })
      expect(findingOf(diagnosis, 'topic').status).toBe('ok')
    }
  })

  test('TLS meets plain text, both ways round', async () => {
    const { mend } = await expectFault(['TLS', 'plaintext-listener'], tls('PLAINTEXT'))
    expect(mend).toContain('security.protocol to plaintext')
    await expectFault(['TLS', 'tls-expected'], at(secure.addresses.SSL))
    await expectFault(['TLS', 'tls-expected'], sasl('SASL_SSL'))
  })

  test('a certificate that has expired', async () => {
    const { evidence } = await expectFault(['TLS', 'certificate-expired'], tls('EXPIRED'))
    expect(evidence.join('\n')).toMatch(
      /certificate of expired-broker .* valid \d{4}-\d\d-\d\d to \d{4}-\d\d-\d\d/,
    )
  })

  test("a certificate with another host's name; unless names do not count", async () => {
    const { evidence } = await expectFault(['TLS', 'wrong-host-name'], tls('ELSEWHERE'))
    expect(evidence.join()).toContain('DNS:kafka.example.org')
    const careless = tls('ELSEWHERE', { 'ssl.endpoint.identification.algorithm': 'none' })
    expect(await diagnose(careless, { timeoutMs: PATIENT_MS })).toMatchObject({ ok: true })
  })

  test('an authority that is not known here', async () => {
    const other = { 'ssl.ca.location': secure.files.otherCa }
    const { evidence } = await expectFault(['TLS', 'unknown-ca'], tls('SSL', other))
    expect(evidence.join()).toContain('signed by ca')
  })

  test("the client's own certificate: missing, signed by a stranger, with the wrong password", async () => {
    await expectFault(['TLS', 'client-certificate-wanted'], tls('MTLS'))
    const stranger = {
      'ssl.certificate.location': secure.files.strangerCertificate,
      'ssl.key.location': secure.files.strangerKey,
    }
    await expectFault(['TLS', 'client-certificate-refused'], tls('MTLS', stranger))
    const locked = {
      'ssl.certificate.location': secure.files.clientCertificate,
      'ssl.key.location': secure.files.encryptedClientKey,
      'ssl.key.password': WRONG_PASSWORD,
    }
    await expectFault(['TLS', 'own-certificate-unreadable'], tls('MTLS', locked))
  })

  test('a login is wanted and there is none, and the other way round', async () => {
    const { mend } = await expectFault(['SASL', 'sasl-expected'], at(secure.addresses.SASL_PLAINTEXT))
    expect(mend).toContain('SCRAM-SHA-256')
    await expectFault(['SASL', 'sasl-not-offered'], sasl('PLAINTEXT'))
  })

  test('a mechanism that the broker does not offer', async () => {
    const { evidence } = await expectFault(
      ['SASL', 'mechanism-not-offered'],
      sasl('SASL_PLAINTEXT', { 'sasl.mechanism': 'SCRAM-SHA-1' }),
    )
    expect(evidence.join()).toMatch(/offers: .*PLAIN/)
  })

  test.each(['PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512'])('the wrong password, with %s', async (mechanism) => {
    const { text } = await expectFault(
      ['SASL', 'wrong-credentials'],
      sasl('SASL_PLAINTEXT', { 'sasl.mechanism': mechanism, 'sasl.password': WRONG_PASSWORD }),
    )
    expect(text).toContain("'alice'")
  })

  test('a token that librdkafka does not get', async () => {
    const { evidence } = await expectFault(
      ['SASL', 'login-failed'],
      sasl('SASL_PLAINTEXT', {
        'sasl.mechanism': 'OAUTHBEARER',
        'sasl.oauthbearer.method': 'oidc',
        'sasl.oauthbearer.client.id': 'app',
        'sasl.oauthbearer.client.secret': WRONG_PASSWORD,
        'sasl.oauthbearer.token.endpoint.url': 'http://127.0.0.1:1/token',
      }),
    )
    expect(evidence.join()).toMatch(/librdkafka: .*token/i)
  })

  test('a topic that this user may only look at, and one that it may not even see', async () => {
    const bob = sasl('SASL_PLAINTEXT', { 'sasl.username': 'bob', 'sasl.password': secure.users.bob })
    await expectFault(['topic', 'write-denied'], bob, { topic: secure.topics.guarded })
    await expectFault(['topic', 'topic-denied'], bob, { topic: secure.topics.hidden })
    expect(
      await diagnose(sasl('SASL_PLAINTEXT'), { topic: secure.topics.hidden, timeoutMs: PATIENT_MS }),
    ).toMatchObject({
      ok: true,
    })
  })
})

describe('a broker that gives wrong addresses', () => {
  const name = `doctor-lost-${unique}`
  let listeners: Misadvertised
  let listener: Listener
  let other: Producer
  beforeAll(async () => {
    listener = await listenWithTls()
    other = new Producer(MOCK)
    const otherCluster = await addressOf(other)
    listeners = await startMisadvertising(name, { tlsListener: listener.address, otherCluster })
  }, 120_000)
  afterAll(async () => {
    await stopCluster({ name, wipe: true })
    await Promise.all([other?.close(), listener?.close()])
  })

  test('a name that clients cannot resolve', async () => {
    const { evidence, mend } = await expectFault(
      ['advertised listeners', 'advertised-unknown-host'],
      at(listeners.NAMELESS),
    )
    expect(evidence.join()).toContain('broker 1 is at no-such-broker.invalid:9092')
    expect(mend).toContain('on broker 1 set advertised.listeners')
  })

  test('an address where nobody listens', async () => {
    await expectFault(['advertised listeners', 'advertised-unreachable'], at(listeners.NOBODY))
  })

  test.skipIf(OUTER_ADDRESS === undefined)('localhost, told to a client that came from outside', async () => {
    await expectFault(['advertised listeners', 'advertised-loopback'], at(listeners.LOOPBACK))
  })

  test('a listener with TLS, told to a client in plain text', async () => {
    const { text } = await expectFault(
      ['advertised listeners', 'advertised-other-listener'],
      at(listeners.OTHERKIND),
    )
    expect(text).toContain('speaks TLS')
  })

  test('another cluster', async () => {
    await expectFault(['advertised listeners', 'advertised-other-cluster'], at(listeners.OTHERCLUSTER))
  })

  test("the controllers' listener", async () => {
    await expectFault(['API versions', 'controller-listener'], at(listeners.CONTROLLER))
  })
})

describe('the topic', () => {
  test('is not there, or cannot be', async () => {
    await expectFault(['topic', 'no-topic'], at(bootstrapServers), { topic: topicName('absent') })
    await expectFault(['topic', 'invalid-topic'], at(bootstrapServers), { topic: 'not a name' })
  })

  test('wants more replicas in sync than there are', async () => {
    const topic = await createTopic(bootstrapServers, { config: { 'min.insync.replicas': '2' } })
    await expectFault(['topic', 'not-enough-replicas'], at(bootstrapServers), { topic })
    const leaderOnly = at(bootstrapServers, { acks: 1, 'enable.idempotence': false })
    expect(await diagnose(leaderOnly, { topic, timeoutMs: PATIENT_MS })).toMatchObject({ ok: true })
  })

  test('takes smaller messages than we send; with compression a test message shows it', async () => {
    const topic = await createTopic(bootstrapServers, { config: { 'max.message.bytes': '20' } })
    const plain = at(bootstrapServers, { 'compression.type': 'none' })
    await expectFault(['topic', 'message-too-large'], plain, { topic })
    const compressed = at(bootstrapServers, { 'compression.type': 'gzip' })
    const { evidence } = await expectFault(['delivery', 'not-delivered'], compressed, {
      topic,
      produce: true,
    })
    expect(evidence.join()).toContain('MSG_SIZE_TOO_LARGE')
  })

  test('gets a test message only when it is asked for', async () => {
    const topic = await createTopic(bootstrapServers)
    const command = ['doctor', '-b', bootstrapServers, '-t', topic, '--timeout', String(PATIENT_MS)]
    expect(await runCommand(command)).toMatchObject({ code: 0 })
    expect((await readLog(bootstrapServers, topic)).records).toHaveLength(0)
    const { code, stdout } = await runCommand([...command, '--produce'])
    expect({ code, delivered: stdout.includes(`delivered to '${topic}', partition 0, offset 0`) }).toEqual({
      code: 0,
      delivered: true,
    })
    const { records } = await readLog(bootstrapServers, topic)
    expect(records.map(({ key }) => String(key))).toEqual(['lingerbus-doctor'])
  })
})
