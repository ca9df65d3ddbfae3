import { describe, expect, test } from 'vitest'
import { KafkaError } from '../../src/index.js'
import { explainRefusal } from '../../src/refusals.js'

/** What librdkafka 2.15 wrote on real connections, and what cannot be had from a broker on every machine. */
const LINES: [rung: string, says: RegExp, code: string, line: string][] = [
  ['dns', /unknown here/, '_RESOLVE', "a:9092: Failed to resolve 'a:9092': Name or service not known"],
  ['tcp', /nobody listens/, '_TRANSPORT', 'a:1: Connect to ipv4#127.0.0.1:1 failed: Connection refused'],
  ['tcp', /firewalls/, '_TRANSPORT', 'a:1: Connect to ipv4#10.0.0.1:1 failed: No route to host'],
  ['tcp', /firewalls/, '_ALL_BROKERS_DOWN', 'a:1: Connection setup timed out in state CONNECT'],
  [
    'tcp',
    /does not answer/,
    '_ALL_BROKERS_DOWN',
    'a:1: Connection setup timed out in state APIVERSION_QUERY',
  ],
  [
    'tcp',
    /an HTTP server/,
    '_BAD_MSG',
    'a:80: Receive failed: Invalid response size 1213486160 (0..100000000): increase receive.message.max.bytes',
  ],
  [
    'tls',
    /answers in TLS/,
    '_BAD_MSG',
    'a:443: Receive failed: Invalid response size 352518912 (0..100000000): increase receive.message.max.bytes',
  ],
  [
    'tls',
    /no TLS listener, or it hangs/,
    '_ALL_BROKERS_DOWN',
    'Connection setup timed out in state SSL_HANDSHAKE',
  ],
  ['tls', /has expired/, '_SSL', 'X509 error 10 at depth 0 SSL handshake failed: certificate verify failed'],
  ['tls', /not valid yet/, '_SSL', 'X509 error 9 at depth 0 SSL handshake failed: certificate verify failed'],
  ['tls', /another host name/, '_SSL', 'X509 error 62 at depth 0 certificate verify failed'],
  ['tls', /another host name/, '_SSL', 'X509 error 64 at depth 0 certificate verify failed'],
  ['tls', /no CA that is trusted/, '_SSL', 'X509 error 20 at depth 0 certificate verify failed'],
  ['tls', /is not trusted/, '_SSL', 'SSL handshake failed: certificate verify failed: broker certificate …'],
  [
    'tls',
    /wants a certificate of yours \(mTLS\)/,
    '_TRANSPORT',
    'sslv3 alert bad certificate: SSL alert number 42',
  ],
  [
    'tls',
    /wants a certificate of yours \(mTLS\)/,
    '_TRANSPORT',
    'certificate required: SSL alert number 116',
  ],
  ['tls', /refuses your certificate/, '_TRANSPORT', 'sslv3 alert certificate expired: SSL alert number 45'],
  ['tls', /refuses your certificate/, '_TRANSPORT', 'tlsv1 alert unknown ca: SSL alert number 48'],
  [
    'tls',
    /was not even sent/,
    '_TRANSPORT',
    'No matching issuer found in server trusted certificate authorities a:1: SSL alert number 42',
  ],
  ['tls', /in common/, '_SSL', 'tlsv1 alert protocol version: SSL alert number 70'],
  [
    'tls',
    /does not speak TLS/,
    '_SSL',
    'SSL handshake failed: error:0A00010B:SSL routines::wrong version number',
  ],
  [
    'tls',
    /does not speak TLS/,
    '_TRANSPORT',
    'ssl://a:1/bootstrap: Disconnected: SSL connection closed by peer (after 1ms in state SSL_HANDSHAKE)',
  ],
  [
    'tls',
    /right after the handshake/,
    '_TRANSPORT',
    'ssl://a:1/bootstrap: Disconnected: SSL connection closed by peer (after 1ms in state APIVERSION_QUERY)',
  ],
  [
    'tls',
    /as a TLS listener does/,
    '_TRANSPORT',
    'a:1/bootstrap: Disconnected: connection closed by peer: receive 0 after POLLIN (after 1ms in state APIVERSION_QUERY)',
  ],
  ['tls', /docs\/security\.md/, '_SSL', 'SSL handshake failed: something new'],
  [
    'tls',
    /during the TLS handshake/,
    '_TRANSPORT',
    'Receive failed: reset (after 3ms in state SSL_HANDSHAKE)',
  ],
  [
    'sasl',
    /wants a login/,
    '_TRANSPORT',
    'a:1/bootstrap: Disconnected: connection closed by peer: receive 0 after POLLIN (after 0ms in state UP)',
  ],
  [
    'sasl',
    /takes no login/,
    '_AUTHENTICATION',
    'handshake failed: Broker: Request not valid in current SASL state',
  ],
  [
    'sasl',
    /take one that it names/,
    '_AUTHENTICATION',
    'Broker: Unsupported SASL mechanism: supported: PLAIN',
  ],
  ['sasl', /asked for again in 10 s/, '_AUTHENTICATION', 'Failed to acquire SASL OAUTHBEARER token: no'],
  ['sasl', /refuses the token/, '_AUTHENTICATION', 'SASL authentication error: {"status":"invalid_token"}'],
  ['sasl', /refuses the login/, '_AUTHENTICATION', 'SASL authentication error: Invalid username or password'],
  ['sasl', /ended during the login/, '_TRANSPORT', 'Receive failed: reset (after 3ms in state AUTH_REQ)'],
  ['authorisation', /operation Write on the topic/, 'TOPIC_AUTHORIZATION_FAILED', ''],
  ['authorisation', /IdempotentWrite/, 'CLUSTER_AUTHORIZATION_FAILED', 'Failed to acquire idempotence PID'],
  ['authorisation', /transactional\.id/, 'TRANSACTIONAL_ID_AUTHORIZATION_FAILED', ''],
]

describe('what a text of librdkafka means', () => {
  test.each(LINES)('%s, %s', (rung, says, code, line) => {
    const refusal = explainRefusal(code, line)
    expect(refusal?.rung).toBe(rung)
    expect(refusal?.advice).toMatch(says)
  })

  test('what is no refusal has no rung', () => {
    expect(explainRefusal('_TIMED_OUT', 'a:1: ApiVersion request')).toBeUndefined()
    expect(explainRefusal('_TRANSPORT', 'a:1: Send failed: Broken pipe')).toBeUndefined()
  })
})

test('where the code alone says it, every error of ours has its rung', () => {
  const rungs = ['_RESOLVE', '_SSL', '_AUTHENTICATION', 'TOPIC_AUTHORIZATION_FAILED', '_TRANSPORT'].map(
    (code) => new KafkaError(code).rung,
  )
  expect(rungs).toEqual(['dns', 'tls', 'sasl', 'authorisation', undefined])
  // It does not stand on those that have none.
  expect(Object.keys(new KafkaError('_TRANSPORT'))).not.toContain('rung')
})
