import { describe, expect, test } from 'vitest'
import { resolveConfig } from '../../src/config/resolve.js'
import { ConfigError, explain, type ProducerOptions } from '../../src/index.js'
import { thrown } from '../support/producers.js'

const oauth = () => ({ token: 't', lifetimeMs: Date.now() + 60_000 })
const SASL = {
  brokers: 'localhost:9092',
  'security.protocol': 'sasl_ssl',
  'sasl.mechanism': 'OAUTHBEARER',
} as const
const OIDC = {
  'sasl.oauthbearer.method': 'oidc',
  'sasl.oauthbearer.token.endpoint.url': 'https://a/token',
  'sasl.oauthbearer.client.credentials.client.id': 'i',
  'sasl.oauthbearer.client.credentials.client.secret': 's',
} as const

describe('where tokens come from', () => {
  test.each<[string, object]>([
    ['a function', { ...SASL, oauth }],
    ['an async function, by the shorthand', { brokers: 'a:1', sasl: { mechanism: 'oauthbearer' }, oauth }],
    ['an identity provider', { ...SASL, ...OIDC }],
    ['nobody who signs', { ...SASL, 'enable.sasl.oauthbearer.unsecure.jwt': true }],
  ])('from %s', (_, options) => {
    const given = 'oauth' in options ? oauth : undefined
    expect(resolveConfig(options).oauth).toBe(given)
  })

  test.each<[string, object, RegExp]>([
    ['nowhere', SASL, /oauth: missing; .*needs the option oauth/],
    ['two places', { ...SASL, ...OIDC, oauth }, /oauth and sasl.oauthbearer.method=oidc exclude each other/],
    [
      'two other places',
      { ...SASL, 'enable.sasl.oauthbearer.unsecure.jwt': true, oauth },
      /oauth and enable.sasl.oauthbearer.unsecure.jwt=true exclude/,
    ],
    ['a function, without SASL', { brokers: 'a:1', oauth }, /needs sasl.mechanism=OAUTHBEARER and security/],
    [
      'a function, with a password',
      { brokers: 'a:1', sasl: { mechanism: 'PLAIN', username: 'u', password: 'SECRET' }, oauth },
      /got PLAIN and sasl_plaintext/,
    ],
    ['no function', { ...SASL, oauth: 'SECRET token' }, /oauth: expected a function .*; got/],
  ])('not from %s', (_, options, says) => {
    const error = thrown(() => resolveConfig(options)) as ConfigError
    expect(error).toBeInstanceOf(ConfigError)
    expect(error.problems).toHaveLength(1)
    expect(error.message).toMatch(says)
  })

  test('null and undefined are no function, and explain shows that there is one, not its text', () => {
    for (const none of [null, undefined]) {
      expect(thrown(() => resolveConfig({ ...SASL, oauth: none }))).toBeInstanceOf(ConfigError)
    }
    const { values } = explain({ ...SASL, oauth } as ProducerOptions)
    expect(values.find(({ name }) => name === 'oauth')).toMatchObject({ value: 'a function', source: 'you' })
  })
})
