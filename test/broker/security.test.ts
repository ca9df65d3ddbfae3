import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type SecureView, startCluster, stopCluster } from '../../scripts/kafka/cluster.mjs'
import { DeliveryError, KafkaError, MessageError, Producer, type ProducerOptions } from '../../src/index.js'
import { topicName } from '../support/kafka.js'
import { openProducer, rejection, thrown } from '../support/producers.js'
import { REFUSED } from '../support/refused-connections.js'
import { unsecuredToken } from '../support/unsecured-token.js'

const name = `security-${process.pid}`
const ENGINES = ['native', 'binding'] as const

let secure: SecureView
beforeAll(async () => {
  secure = (await startCluster({ name, secure: true, ownerPid: process.pid })).secure!
}, 90_000)
afterAll(() => stopCluster({ name, wipe: true }))

/** Half a second sooner: no producer id is waited for. */
const QUICK = { 'enable.idempotence': false, 'linger.ms': 0, 'reconnect.backoff.max.ms': 500 } as const
const way = (of: string) => secure.ways[of] as ProducerOptions
const text = (file: keyof SecureView['files']) => readFileSync(secure.files[file], 'utf8')

describe.each(ENGINES)('%s connects', (engine) => {
  const open = (options: ProducerOptions) => openProducer({ ...QUICK, engine, ...options })

  test.each(['ssl', 'mtls', 'mtls, encrypted key'])('%s, certificates as files', async (each) => {
    await expect(open(way(each)).send({ topic: topicName('tls'), value: 'v' })).resolves.toBeTruthy()
  })

  test.each([
    ['mtls, certificates as PEM texts', 'clientKey'],
    ['mtls, the key encrypted, as PEM text', 'encryptedClientKey'],
  ] as const)('%s', async (_, key) => {
    const ssl = { ca: text('ca'), cert: text('clientCertificate'), key: text(key) }
    const passphrase = key === 'encryptedClientKey' ? { passphrase: secure.keyPassword } : {}
    const producer = open({ brokers: secure.addresses.MTLS, ssl: { ...ssl, ...passphrase } })
    await expect(producer.send({ topic: topicName('tls'), value: 'v' })).resolves.toBeTruthy()
  })

  test('mtls, with a PKCS#12 store', async () => {
    const { 'ssl.certificate.location': _, 'ssl.key.location': __, ...base } = way('mtls')
    const store = {
      'ssl.keystore.location': secure.files.clientKeystore,
      'ssl.keystore.password': secure.keyPassword,
    }
    await expect(
      open({ ...base, ...store }).send({ topic: topicName('tls'), value: 'v' }),
    ).resolves.toBeTruthy()
  })

  const mechanisms = ['PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512', 'OAUTHBEARER']
  test.each(
    ['sasl_plaintext', 'sasl_ssl'].flatMap((protocol) => mechanisms.map((each) => `${protocol} ${each}`)),
  )('%s: only alice may write there', async (each) => {
    const { guarded } = secure.topics
    await expect(open(way(each)).send({ topic: guarded, value: 'v' })).resolves.toMatchObject({
      topic: guarded,
    })
  })
})

describe.each(ENGINES)('%s does not connect, and says at once on which rung it was refused:', (engine) => {
  const tookMs: number[] = []

  test.each(REFUSED)('%s', async (_, options, rung, code, says, nativeSays) => {
    const startMs = performance.now()
    const producer = openProducer({ ...QUICK, engine, ...options(secure) })
    const [error] = (await once(producer, 'error', { signal: AbortSignal.timeout(10_000) })) as [KafkaError]
    tookMs.push(performance.now() - startMs)
    expect(error).toBeInstanceOf(KafkaError)
    expect({ rung: error.rung, code: error.code }).toEqual({
      rung,
      code: expect.stringMatching(typeof code === 'string' ? new RegExp(`^${code}$`) : code),
    })
    expect(error.message).toMatch((engine === 'native' && nativeSays) || says)
    expect(error.message).not.toContain('SECRET')
    // Nothing goes out that way.
    const { status } = (await rejection(
      producer.send({ topic: 't', value: 'v' }, { timeoutMs: 50 }),
    )) as never
    expect(status).toBeUndefined()
    expect(producer.ledger).toMatchObject({ delivered: 0 })
  })

  test('within two seconds: the median, because the machine may be busy', () => {
    expect(tookMs.length).toBeGreaterThanOrEqual(REFUSED.length)
    const sorted = tookMs.toSorted((a, b) => a - b)
    console.log(`refusals on ${engine}, ms: ${sorted.map(Math.round).join(' ')}`)
    expect(sorted[Math.floor(sorted.length / 2)]).toBeLessThan(2000)
  })

  test('a topic that one may see and not write to, and one that one may not even see', async () => {
    const asBob = { 'sasl.username': 'bob', 'sasl.password': secure.users.bob }
    for (const topic of Object.values(secure.topics)) {
      const producer = openProducer({ ...QUICK, engine, ...way('sasl_ssl PLAIN'), ...asBob })
      const first = once(producer, 'error', { signal: AbortSignal.timeout(10_000) })
      const failure = await rejection(producer.send({ topic, value: 'v' }))
      expect(failure).toBeInstanceOf(DeliveryError)
      const [error] = (await first) as [KafkaError]
      for (const each of [failure as DeliveryError, error]) {
        expect(each).toMatchObject({ code: 'TOPIC_AUTHORIZATION_FAILED', rung: 'authorisation' })
        expect(each.message).toContain(`topic '${topic}'`)
        expect(each.message).toContain(`operation Write on topic '${topic}'`)
      }
      // From now on it is known: librdkafka refuses at once, as long as its view of the topic is fresh.
      const later = thrown(() => {
        for (let tries = 0; tries < 1000; tries++) producer.produce({ topic, value: 'v' })
      })
      expect(later).toBeInstanceOf(MessageError)
      expect(later.message).toContain(`operation Write on topic '${topic}'`)
    }
  })

  test('a password that was changed meanwhile: setSaslCredentials, and what waits is sent', async () => {
    const producer = openProducer({
      ...QUICK,
      engine,
      ...way('sasl_ssl SCRAM-SHA-512'),
      'sasl.password': 'the old one',
    })
    const sent = producer.send({ topic: secure.topics.guarded, value: 'v' })
    const [error] = (await once(producer, 'error', { signal: AbortSignal.timeout(10_000) })) as [KafkaError]
    expect(error.rung).toBe('sasl')
    producer.setSaslCredentials('alice', secure.users.alice)
    await expect(sent).resolves.toMatchObject({ topic: secure.topics.guarded })
  })
})

test('setSaslCredentials before the client of binding exists', async () => {
  const options = { ...way('sasl_plaintext PLAIN'), 'sasl.password': 'the old one' }
  const producer = openProducer({ ...QUICK, engine: 'binding', ...options })
  producer.setSaslCredentials('alice', secure.users.alice)
  await expect(producer.send({ topic: secure.topics.guarded, value: 'v' })).resolves.toBeTruthy()
})

test('npm run kafka -- status prints each way that works, to be pasted', async () => {
  const script = path.resolve(import.meta.dirname, '../../scripts/kafka.mjs')
  const { stdout } = await promisify(execFile)(process.execPath, [script, 'status', '--name', name])
  for (const [each, properties] of Object.entries(secure.ways)) {
    const lines = Object.entries(properties).map(([key, value]) => `  ${key}=${value}`)
    expect(stdout).toContain([`${each}:`, ...lines].join('\n'))
  }
  expect(Object.keys(secure.ways)).toHaveLength(12)
})

/** What the broker's listener takes from a function; its own properties, but for librdkafka's own token maker. */
function tokenWay(): ProducerOptions {
  const {
    'enable.sasl.oauthbearer.unsecure.jwt': _,
    'sasl.oauthbearer.config': __,
    ...base
  } = way('sasl_ssl OAUTHBEARER')
  return { ...QUICK, engine: 'native', ...base }
}

describe.concurrent('OAUTHBEARER with a function', () => {
  test('a session outlives its first token: the next one comes in time', async () => {
    let calls = 0
    const oauth = async () => {
      calls++
      return { ...unsecuredToken('alice', 12_000), extensions: { traceId: 'x1' } }
    }
    const errors: string[] = []
    const producer = new Producer({ ...tokenWay(), oauth }).on('error', ({ message }) => errors.push(message))
    try {
      // The broker cuts off whoever has brought no other by then.
      for (const end = Date.now() + 14_000; Date.now() < end; await sleep(200)) {
        await producer.send({ topic: secure.topics.guarded, value: 'v' })
      }
      expect(errors).toEqual([])
      expect(calls).toBeGreaterThanOrEqual(2)
    } finally {
      await producer.close({ timeoutMs: 0 })
    }
  })

  // librdkafka's own maker of unsecured tokens renewed nothing on native: after lifeSeconds every login was refused.
  test.each(ENGINES)('tokens that librdkafka makes itself are renewed as well, on %s', async (engine) => {
    const config = {
      'sasl.oauthbearer.config': 'principal=alice lifeSeconds=12 scope=a,b extension_traceId=x',
    }
    const producer = new Producer({ ...QUICK, engine, ...way('sasl_ssl OAUTHBEARER'), ...config })
    const errors: string[] = []
    producer.on('error', ({ message }) => errors.push(message))
    try {
      for (const end = Date.now() + 14_000; Date.now() < end; await sleep(200)) {
        await producer.send({ topic: secure.topics.guarded, value: 'v' })
      }
      expect(errors).toEqual([])
    } finally {
      await producer.close({ timeoutMs: 0 })
    }
  })

  test('a failure is told, and the function asked again after 10 s', async () => {
    let calls = 0
    const oauth = async () => {
      if (++calls === 1) throw new TypeError('fetch failed')
      return unsecuredToken('alice', 60_000)
    }
    const producer = new Producer({ ...tokenWay(), oauth })
    try {
      const first = once(producer, 'error')
      const sent = producer.send({ topic: secure.topics.guarded, value: 'v' })
      const [error] = (await first) as [KafkaError]
      expect(error).toMatchObject({ code: '_AUTHENTICATION', rung: 'sasl' })
      expect(error.message).toContain('the option oauth threw TypeError: fetch failed')
      await expect(sent).resolves.toMatchObject({ topic: secure.topics.guarded })
      expect(calls).toBe(2)
    } finally {
      await producer.close({ timeoutMs: 0 })
    }
  })

  test.sequential('the broker refuses a token, and reads the user from it', async () => {
    const [expired, bob] = [unsecuredToken('alice', -5000), unsecuredToken('bob', 60_000)]
    const refused = new Producer({
      ...tokenWay(),
      oauth: () => ({ ...expired, lifetimeMs: Date.now() + 60_000 }),
    })
    const asBob = new Producer({ ...tokenWay(), oauth: () => bob })
    for (const each of [refused, asBob]) each.on('error', () => {})
    try {
      const [error] = (await once(refused, 'error', { signal: AbortSignal.timeout(10_000) })) as [KafkaError]
      expect(error).toMatchObject({ code: '_AUTHENTICATION', rung: 'sasl' })
      expect(error.message).toMatch(/the broker refuses the token/)
      expect(error.message).not.toContain(expired.token)
      const failure = await rejection(
        asBob.send({ topic: secure.topics.guarded, value: 'v' }, { timeoutMs: 15_000 }),
      )
      expect((failure as KafkaError).code).toBe('TOPIC_AUTHORIZATION_FAILED')
    } finally {
      await Promise.all([refused, asBob].map((each) => each.close({ timeoutMs: 0 })))
    }
  })
})
