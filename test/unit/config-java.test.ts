import { execFileSync } from 'node:child_process'
import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import { JAVA_PROPERTIES } from '../../src/config/java/definitions.js'
import { LEFT, TRANSLATIONS } from '../../src/config/java/translate.js'
import { fromJavaProperties } from '../../src/config/java.js'
import { type ConfigError, Producer } from '../../src/index.js'
import golden from '../golden/java-config/effective.json' with { type: 'json' }
import { thrown } from '../support/producers.js'

const servers = 'bootstrap.servers=127.0.0.1:1\n'
const withServers = (file: string) => (/^bootstrap\.servers/m.test(file) ? file : `${servers}${file}`)
const translate = (text: string) => fromJavaProperties(`${servers}${text}`)
const optionsOf = (text: string) => ({ ...translate(text).options }) as Record<string, unknown>
const problemsOf = (text: string) => (thrown(() => translate(text)) as ConfigError).problems.join('\n')
const noteOf = (text: string, name: string) => translate(text).notes.find(({ property }) => property === name)

type Golden = { file: string; error?: string; differs?: Record<string, string | null> }
const results = golden.results as Golden[]
const SECRETS = JAVA_PROPERTIES.filter((row) => row.type === 'password').map((row) => row.name)
// The JVM program needs them to make a producer.
const OWN = ['key.serializer', 'value.serializer']

describe("Kafka's own producer, in a JVM", () => {
  it('said what it works with for more than 50 configurations', () => {
    expect(results.filter(({ error }) => error === undefined).length).toBeGreaterThanOrEqual(50)
  })

  it.each(results.filter(({ error }) => error === undefined))('works with what we say: $file', (result) => {
    const { java } = fromJavaProperties(withServers(result.file))
    const values = { ...golden.defaults, ...result.differs } as Record<string, string | null>
    for (const [name, value] of Object.entries(values)) {
      if (OWN.includes(name)) continue
      const expected = value !== null && SECRETS.includes(name) ? '[hidden]' : value
      expect([name, java[name]]).toEqual([name, expected])
    }
    expect(Object.keys(java).sort()).toEqual(Object.keys(values).sort())
  })

  it.each(results.filter(({ error }) => error !== undefined))('refuses what we refuse: $file', ({ file }) => {
    const error = thrown(() => fromJavaProperties(withServers(file)))
    expect(error).toMatchObject({ code: '_INVALID_ARG' })
    expect((error as ConfigError).details[0]!.ground).toBe('java')
  })

  it('has the properties of the generated table', { timeout: 60_000 }, () => {
    execFileSync(process.execPath, ['scripts/generate-java-definitions.mjs', '--check'], { stdio: 'pipe' })
  })
})

describe('every Java property', () => {
  const FAMILIES = /^(sasl\.|ssl\.|security\.|compression\.\w+\.level$|metrics?\.)/

  it.each(JAVA_PROPERTIES.map(({ name }) => name))('%s is translated, or told', (name) => {
    expect(name in TRANSLATIONS || name in LEFT || FAMILIES.test(name)).toBe(true)
  })
})

describe('translated', () => {
  it.each<[string, Record<string, unknown>]>([
    ['acks=-1', { acks: 'all' }],
    ['acks=1', { acks: '1', 'enable.idempotence': 'false' }],
    ['batch.size=0', { 'batch.size': '1' }],
    ['buffer.memory=67108864', { 'queue.buffering.max.kbytes': '65536' }],
    ['request.timeout.ms=20000', { 'request.timeout.ms': '20000', 'socket.timeout.ms': '20000' }],
    ['metadata.max.age.ms=60000', { 'topic.metadata.refresh.interval.ms': '60000' }],
    ['metadata.max.age.ms=0', { 'topic.metadata.refresh.interval.ms': '1000' }],
    ['send.buffer.bytes=-1', { 'socket.send.buffer.bytes': '0' }],
    ['connections.max.idle.ms=-1', { 'connections.max.idle.ms': '0' }],
    ['max.request.size=2000000', { 'message.max.bytes': '2000000' }],
    ['linger.ms=100000', { 'linger.ms': '100000', 'delivery.timeout.ms': '130000' }],
    [
      'compression.type=lz4\ncompression.lz4.level=9',
      { 'compression.type': 'lz4', 'compression.level': '-1' },
    ],
    [
      'compression.type=zstd\ncompression.zstd.level=19',
      { 'compression.type': 'zstd', 'compression.level': '12' },
    ],
    ['partitioner.ignore.keys=true', { partitioner: 'random' }],
    ['metadata.recovery.strategy=NONE', { 'metadata.recovery.strategy': 'none' }],
    ['reconnect.backoff.ms=70', { 'reconnect.backoff.ms': '70', 'reconnect.backoff.max.ms': '70' }],
    ['transactional.id=t\ndelivery.timeout.ms=120000', { 'transactional.id': 't' }],
  ])('%j', (text, properties) => {
    expect(optionsOf(text)).toEqual({
      preset: 'javaDefaults',
      'bootstrap.servers': '127.0.0.1:1',
      ...properties,
    })
  })

  it.each([
    ['request.timeout.ms=20000', 'request.timeout.ms', 'false friend', 'socket.timeout.ms'],
    ['metadata.max.age.ms=1000', 'metadata.max.age.ms', 'false friend', 'topic.metadata.refresh.interval.ms'],
    ['compression.type=lz4\ncompression.lz4.level=9', 'compression.lz4.level', 'false friend', 'slow one'],
    ['compression.zstd.level=9', 'compression.zstd.level', 'not needed', 'compression.type is none'],
    ['acks=1', 'enable.idempotence', 'adjusted', 'acks is not all'],
    ['request.timeout.ms=600000', 'request.timeout.ms', 'approximate', '300000'],
    ['buffer.memory=67108864', 'buffer.memory', 'approximate', 'values only'],
    ['partitioner.class=com.example.Mine', 'partitioner.class', 'lost', 'Java class'],
    ['nonsense=1', 'nonsense', 'not needed', 'ignores it'],
    ['ssl.keystore.type=JKS', 'ssl.keystore.type', 'not needed', 'does not use TLS'],
  ])('%j has a note on %s (%s): %s', (text, name, kind, words) => {
    const note = translate(text).notes.find((each) => each.property === name && each.kind === kind)
    expect(note?.text).toContain(words)
  })

  it('makes a producer', async () => {
    const { options } = translate('acks=1\nlinger.ms=20')
    const producer = new Producer(options)
    producer.on('error', () => {})
    await producer.close({ timeoutMs: 0 })
  })
})

describe('secrets and stores', () => {
  const sasl = (mechanism: string, jaas: string) =>
    `security.protocol=SASL_SSL\nsasl.mechanism=${mechanism}\nsasl.jaas.config=${jaas}`
  const PLAIN = 'org.apache.kafka.common.security.plain.PlainLoginModule required'

  it('JAAS text is taken apart, and shown nowhere', () => {
    const translation = translate(sasl('PLAIN', `${PLAIN} username="u" password="S3CR3T;=";`))
    expect({ ...translation.options }).toMatchObject({
      'security.protocol': 'sasl_ssl',
      'sasl.username': 'u',
      'sasl.password': 'S3CR3T;=',
    })
    for (const text of [
      String(translation),
      JSON.stringify(translation),
      inspect(translation, { depth: 9 }),
    ]) {
      expect(text).not.toContain('S3CR3T')
    }
    expect(problemsOf(sasl('PLAIN', `${PLAIN} password="S3CR3T"`))).not.toContain('S3CR3T')
  })

  it('OAuth and Kerberos options find their properties', () => {
    const kerberos =
      'com.sun.security.auth.module.Krb5LoginModule required keyTab="/k" principal="p@R" serviceName="kafka";'
    expect(optionsOf(sasl('GSSAPI', kerberos))).toMatchObject({
      'sasl.kerberos.keytab': '/k',
      'sasl.kerberos.principal': 'p@R',
      'sasl.kerberos.service.name': 'kafka',
    })
    const handler = 'org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginCallbackHandler'
    const login =
      'org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule required clientId="c" clientSecret="s" scope="x" extension_a="1";'
    const oauth = `${sasl('OAUTHBEARER', login)}\nsasl.login.callback.handler.class=${handler}\nsasl.oauthbearer.token.endpoint.url=https://a/`
    expect(optionsOf(oauth)).toMatchObject({
      'sasl.oauthbearer.method': 'oidc',
      'sasl.oauthbearer.client.credentials.client.id': 'c',
      'sasl.oauthbearer.client.credentials.client.secret': 's',
      'sasl.oauthbearer.extensions': 'a=1',
      'sasl.oauthbearer.token.endpoint.url': 'https://a/',
    })
  })

  it('PEM is kept', () => {
    const pem = '-----BEGIN CERTIFICATE----- x -----END CERTIFICATE-----'
    expect(
      optionsOf(`security.protocol=SSL\nssl.truststore.type=PEM\nssl.truststore.certificates=${pem}`),
    ).toMatchObject({ 'ssl.ca.pem': pem })
    const file =
      'security.protocol=SSL\nssl.truststore.type=PEM\nssl.truststore.location=/not/on/this/machine.pem'
    expect(optionsOf(file)).toMatchObject({ 'ssl.ca.location': '/not/on/this/machine.pem' })
    const p12 =
      'security.protocol=SSL\nssl.keystore.type=PKCS12\nssl.keystore.location=/k.p12\nssl.keystore.password=p'
    expect(optionsOf(p12)).toMatchObject({ 'ssl.keystore.location': '/k.p12', 'ssl.keystore.password': 'p' })
  })

  it('JKS is refused with the commands that convert it', () => {
    const stores =
      'security.protocol=SSL\nssl.keystore.location=/k.jks\nssl.keystore.password=p\nssl.truststore.location=/t.jks'
    const problems = problemsOf(stores)
    expect(problems).toContain(
      'keytool -importkeystore -srckeystore /k.jks -destkeystore /k.jks.p12 -deststoretype PKCS12',
    )
    expect(problems).toContain('openssl pkcs12 -in /t.jks.p12 -nokeys -out ca.pem')
    expect(noteOf('ssl.keystore.location=/k.jks', 'ssl.keystore.location')?.kind).toBe('not needed')
  })
})
