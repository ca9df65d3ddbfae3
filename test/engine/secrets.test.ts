import { inspect } from 'node:util'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { PRESETS } from '../../src/config/presets.js'
import { PROPERTIES } from '../../src/config/properties.js'
import { resolveConfig } from '../../src/config/resolve.js'
import {
  explain,
  fromJavaProperties,
  type KafkaError,
  Producer,
  type ProducerOptions,
} from '../../src/index.js'
import { startFakeSaslBroker } from '../support/fake-sasl-broker.js'
import { openProducer, until } from '../support/producers.js'

const MARK = 'CANARY'
const PEM = `-----BEGIN PRIVATE KEY-----\n${MARK}\n-----END PRIVATE KEY-----\n`
const SENSITIVE = PROPERTIES.filter((row) => row.sensitive && row.type === 'string' && row.use !== 'C')
const secretOf = (name: string) => (name.endsWith('.pem') ? PEM : `${MARK}-${name}`)

/** All ways in which a value is usually printed. */
function outputsOf(value: unknown): string[] {
  const json =
    value instanceof Error ? JSON.stringify({ ...value, message: value.message }) : JSON.stringify(value)
  return [
    String(value),
    json,
    inspect(value, { depth: 12, showHidden: true }),
    `${value instanceof Error ? value.stack : ''}`,
  ]
}

function attempt(run: () => unknown): unknown {
  try {
    return run()
  } catch (error) {
    return error
  }
}

/** Secrets in every place that there is for one, and something wrong with some of them. */
const configuration = fc
  .record({
    names: fc.uniqueArray(fc.constantFrom(...SENSITIVE.map((row) => row.name)), {
      minLength: 1,
      maxLength: 12,
    }),
    preset: fc.constantFrom(...Object.keys(PRESETS)),
    protocol: fc.constantFrom(undefined, undefined, 'plaintext', 'ssl', 'sasl_ssl', 'SASL_PLAINTEXT', 'TLS'),
    mechanism: fc.constantFrom('PLAIN', 'plain', 'OAUTHBEARER', undefined, undefined),
    shorthand: fc.boolean(),
    fault: fc.constantFrom<Record<string, unknown>>(
      {},
      {},
      {},
      {},
      {},
      {},
      { acks: 2 },
      { 'sasl.pasword': `${MARK}-misspelt` },
      { 'ssl.truststore.password': `${MARK}-java` },
      { 'sasl.jaas.config': `${MARK}-jaas` },
      { 'ssl.key.pem': { nested: `${MARK}-object` } },
      { 'sasl.password': `${MARK}\0` },
      { 'sasl.oauthbearer.method': 'oidc', 'sasl.oauthbearer.token.endpoint.url': `https://u:${MARK}@a/` },
      { 'bootstrap.servers': `sasl_ssl://user:${MARK}@host:9092` },
      { sasl: { mechanism: 'PLAIN', username: `${MARK}-u`, password: `${MARK}-p`, pasword: `${MARK}-q` } },
      { ssl: { key: `${MARK}-no-pem`, passphrase: `${MARK}-passphrase` } },
      { ssl: `${MARK}-text` },
    ),
  })
  .map(({ names, preset, protocol, mechanism, shorthand, fault }) => ({
    'bootstrap.servers': '127.0.0.1:1',
    'security.protocol': protocol,
    'sasl.mechanism': mechanism,
    preset,
    ...(shorthand ? { sasl: { mechanism: 'PLAIN', username: `${MARK}-u`, password: `${MARK}-p` } } : {}),
    ...Object.fromEntries(names.map((name) => [name, secretOf(name)])),
    ...fault,
  }))

const JAAS = `org.apache.kafka.common.security.plain.PlainLoginModule required username="${MARK}-u" password="${MARK}-p"`
const javaFile = fc
  .record({
    protocol: fc.constantFrom('SASL_SSL', 'SSL', 'PLAINTEXT', 'SASL_PLAINTEXT'),
    jaas: fc.constantFrom(`${JAAS};`, JAAS, `${JAAS}; x`, `"${MARK}`, `${MARK}-module required;`),
    store: fc.constantFrom('PEM', 'JKS', 'PKCS12', 'x'),
    text: fc.constantFrom(
      '',
      `acks=2\n`,
      `ssl.keystore.key=${MARK}-key\n`,
      `ssl.truststore.certificates=${MARK}-ca\n`,
    ),
  })
  .map(
    ({ protocol, jaas, store, text }) =>
      `bootstrap.servers=127.0.0.1:1\nsecurity.protocol=${protocol}\nsasl.mechanism=PLAIN\nsasl.jaas.config=${jaas}\n` +
      `ssl.keystore.type=${store}\nssl.keystore.password=${MARK}-store\nssl.key.password=${MARK}-keypass\n${text}`,
  )

/** All that a producer says from now on. */
function listen(producer: Producer): { texts: string[]; errors: KafkaError[]; stats: number } {
  const outputs = { texts: [] as string[], errors: [] as KafkaError[], stats: 0 }
  producer.on('log', (line) => outputs.texts.push(line.text, ...outputsOf(line)))
  producer.on('stats', (statistics) => {
    outputs.stats++
    outputs.texts.push(...outputsOf(statistics))
  })
  producer.on('error', (error) => {
    outputs.errors.push(error)
    outputs.texts.push(...outputsOf(error))
  })
  return outputs
}

async function failedLogin(producer: Producer, outputs: ReturnType<typeof listen>): Promise<void> {
  producer.produce({ topic: 't', value: 'v' }, (error) => outputs.texts.push(...outputsOf(error)))
  await until('the login has failed, and statistics came', () => {
    return outputs.errors.some((error) => error.rung === 'sasl') && outputs.stats > 0
  })
  const metadata = await producer.metadata('t', { timeoutMs: 200 }).catch((error) => error)
  outputs.texts.push(...outputsOf(producer), ...outputsOf(metadata))
}

describe('a marked secret', () => {
  test('is in none of 10,000 outputs: errors, explanations, translations, configurations', {
    timeout: 120_000,
  }, () => {
    let outputs = 0
    let accepted = 0
    const search = (options: unknown, texts: readonly string[]) => {
      outputs += texts.length
      const found = texts.find((text) => text.includes(MARK))
      if (found !== undefined) throw new Error(`shown for ${inspect(options)}: ${found}`)
    }
    const run = { seed: 8, endOnFailure: true }
    fc.assert(
      fc.property(configuration, (options) => {
        const resolved = attempt(() => resolveConfig(options))
        const explained = attempt(() => explain(options as unknown as ProducerOptions))
        if (!(resolved instanceof Error)) accepted++
        search(options, [...outputsOf(resolved), ...outputsOf(explained)])
      }),
      { ...run, numRuns: 1300 },
    )
    fc.assert(
      fc.property(javaFile, (text) => {
        search(text, outputsOf(attempt(() => fromJavaProperties(text))))
      }),
      { ...run, numRuns: 300 },
    )
    expect(outputs).toBeGreaterThan(10_000)
    expect(accepted).toBeGreaterThan(50)
  })

  test.each(['native', 'binding'] as const)(
    'is in no event and no log line of %s, with debug=all, when the login fails',
    async (engine) => {
      const address = await startFakeSaslBroker()
      const producer = openProducer({
        engine,
        'bootstrap.servers': address,
        sasl: { mechanism: 'PLAIN', username: `${MARK}-user`, password: `${MARK}-password` },
        'ssl.key.password': `${MARK}-key`,
        'ssl.keystore.password': `${MARK}-store`,
        'sasl.oauthbearer.client.secret': `${MARK}-client`,
        'ssl.key.pem': PEM,
        debug: 'all',
        'statistics.interval.ms': 100,
      })
      const outputs = listen(producer)
      await failedLogin(producer, outputs)
      producer.setSaslCredentials(`${MARK}-new-user`, `${MARK}-new-password`)
      const logins = () => outputs.texts.filter((text) => text.includes('-> AUTH_REQ')).length
      const before = logins()
      await until('it has logged in with the new password', () => logins() > before)
      await producer.close({ timeoutMs: 0 })
      expect(outputs.texts.length).toBeGreaterThan(200)
      expect(outputs.texts.filter((text) => text.includes(MARK))).toEqual([])
    },
  )

  test('is in no event and no log line, with debug=all, when a token is refused or is none', async () => {
    const address = await startFakeSaslBroker()
    const base = {
      'bootstrap.servers': address,
      'security.protocol': 'sasl_plaintext',
      debug: 'all',
    } as const
    const good = { token: `${MARK}-token`, lifetimeMs: Date.now() + 60_000, principal: 'p' }
    const answers = [
      { ...good, extensions: { traceId: `${MARK}-extension` } },
      { ...good, token: `${MARK}\0` },
      { ...good, lifetimeMs: `${MARK}` },
      { ...good, principal: [MARK] },
      { ...good, extensions: { key: `${MARK}\x01` } },
    ]
    for (const answer of answers) {
      const producer = openProducer({
        ...base,
        engine: 'native',
        'sasl.mechanism': 'OAUTHBEARER',
        'sasl.oauthbearer.config': `${MARK}-config`,
        'statistics.interval.ms': 100,
        oauth: () => answer as typeof good,
      })
      const outputs = listen(producer)
      await failedLogin(producer, outputs)
      outputs.texts.push(...outputsOf(attempt(() => resolveConfig({ ...base, oauth: () => MARK }))))
      await producer.close({ timeoutMs: 0 })
      expect(outputs.texts.length).toBeGreaterThan(50)
      expect(outputs.texts.filter((text) => text.includes(MARK))).toEqual([])
    }
  })

  test.each(['native', 'binding'] as const)(
    'is in no refusal of librdkafka itself, on %s',
    async (engine) => {
      const outputs: string[] = []
      const options = {
        engine,
        'bootstrap.servers': '127.0.0.1:1',
        'security.protocol': 'ssl',
        'ssl.key.pem': PEM,
        'ssl.key.password': `${MARK}-key`,
        'ssl.certificate.pem': `-----BEGIN CERTIFICATE-----\n${MARK}\n-----END CERTIFICATE-----\n`,
      } as const
      const outcome = attempt(() => new Producer(options))
      outputs.push(...outputsOf(outcome))
      if (outcome instanceof Producer) {
        outcome.on('error', (error) => outputs.push(...outputsOf(error)))
        outcome.on('fatal', (error) => outputs.push(...outputsOf(error)))
        const sent = await outcome
          .send({ topic: 't', value: 'v' }, { timeoutMs: 2000 })
          .catch((error) => error)
        outputs.push(...outputsOf(sent))
        await outcome.close({ timeoutMs: 0 })
      }
      expect(outputs.some((text) => /ssl\.|key|certificate|PEM/i.test(text))).toBe(true)
      expect(outputs.filter((text) => text.includes(MARK))).toEqual([])
    },
  )
})
