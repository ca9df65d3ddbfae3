import fc from 'fast-check'
import { PROPERTIES, type Property } from '../../../src/config/properties.js'

/** Self-signed, for nobody: only its form matters. */
const CERTIFICATE = `-----BEGIN CERTIFICATE-----
MIIBfjCCASOgAwIBAgIUeo/RWRP5FLboxc3Zk6IRgjbtXUYwCgYIKoZIzj0EAwIw
EzERMA8GA1UEAwwIdmVyZGljdHMwIBcNMjYxMTIxMjMyNzI3WhgPMjEyNjEwMjgy
MzI3MjdaMBMxETAPBgNVBAMMCHZlcmRpY3RzMFkwEwYHKoZIzj0CAQYIKoZIzj0D
AQcDQgAET8kSXzmATGg71bxNNhrzE1NFAZB9IaPKpdDvkvhU00mdgTJlEiblEc9T
3ljN1ImJIwEQlOL50j9Z5YUlwHczwaNTMFEwHQYDVR0OBBYEFHVrf9PxhZFQ+XwU
rzVSnUb6wmcIMB8GA1UdIwQYMBaAFHVrf9PxhZFQ+XwUrzVSnUb6wmcIMA8GA1Ud
EwEB/wQFMAMBAf8wCgYIKoZIzj0EAwIDSQAwRgIhAIHLUoCaJY53UBWJ41mzKgLJ
3g+dOeKWJD21qd5Mf5S6AiEAqH5FE0zlLOrAqwGsxNSv4DWs4g3lg96s34RqEm71
Nos=
-----END CERTIFICATE-----
`
const KEY = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgiWbxEP9TQJm8ZsXc
KOw5mSF40x+XMsxLSUYrMckufsuhRANCAARPyRJfOYBMaDvVvE02GvMTU0UBkH0h
o8ql0O+S+FTTSZ2BMmUSJuURz1PeWM3UiYkjARCU4vnSP1nlhSXAdzPB
-----END PRIVATE KEY-----
`

/** What reaches beyond the configuration: a library that is loaded, a command that is run, a name that is looked up. */
export const LEFT_OUT: Readonly<Record<string, string>> = {
  'plugin.library.paths':
    'librdkafka loads the library: whether it is there is not for a configuration to say',
  'ssl.engine.location': 'OpenSSL loads the engine',
  'ssl.providers': 'OpenSSL loads the providers',
  'ssl.cipher.suites':
    "only OpenSSL knows its ciphers; librdkafka's own refusal comes as a ConfigError on native",
  'ssl.curves.list': 'only OpenSSL knows its curves',
  'ssl.sigalgs.list': 'only OpenSSL knows its algorithms',
  'sasl.kerberos.kinit.cmd': 'a command that would be run',
  'topic.blacklist with a pattern that cannot be read': 'regcomp judges it',
  'internal.termination.signal': 'a signal to this process: 9 ends it',
  'builtin.features': 'depends on how librdkafka was built',
  oauthbearer_token_refresh_cb: 'a pointer, also by name',
}

const SPECIAL: Readonly<Record<string, readonly string[]>> = {
  'bootstrap.servers': [
    '127.0.0.1:1',
    '127.0.0.1',
    '[::1]:1',
    'PLAINTEXT://127.0.0.1:1',
    '127.0.0.1:1,127.0.0.2:2',
  ],
  'sasl.mechanism': [
    'PLAIN',
    'SCRAM-SHA-256',
    'SCRAM-SHA-1',
    'OAUTHBEARER',
    'GSSAPI',
    'plain',
    'oauthbearer',
    'X',
    'A,B',
  ],
  'ssl.ca.location': ['/nonexistent', 'probe'],
  'ssl.crl.location': ['/nonexistent'],
  'ssl.certificate.location': ['/nonexistent'],
  'ssl.key.location': ['/nonexistent'],
  'ssl.keystore.location': ['/nonexistent'],
  'https.ca.location': ['/nonexistent', 'probe'],
  'https.ca.pem': [CERTIFICATE],
  'ssl.ca.pem': [CERTIFICATE, 'x', ''],
  'ssl.certificate.pem': [CERTIFICATE, 'x'],
  'ssl.key.pem': [KEY, 'x'],
  'ssl.key.password': ['p'],
  'sasl.oauthbearer.token.endpoint.url': ['http://127.0.0.1:1/', ''],
  'sasl.oauthbearer.config': ['principal=a', 'query=__x', 'a=b'],
  'sasl.oauthbearer.sub.claim.name': ['sub', ' ', ''],
  'broker.version.fallback': ['0.10.0', '0.9.0.1', '0.8.2', '0.7.1', '2.1.0', ''],
  'transactional.id': ['t', ''],
  'topic.blacklist': ['^a$', 'b'],
}

const STRANGE_NUMBERS = [
  '5ms',
  '1e3',
  '1e6',
  '0x10',
  '010',
  '',
  ' 5',
  '5 ',
  '-',
  'abc',
  '4294967297',
  '4294967296',
  '99999999999999999999',
  1.5,
  '1.5',
  true,
  'NaN',
]
const STRANGE_WORDS = [
  '',
  'x',
  'TRUE',
  'yes',
  'on',
  't',
  'f',
  '1',
  '0',
  'True',
  'a\0b',
  ' none',
  'None',
  'ALL',
  'all',
  -1,
  2,
  true,
  false,
]

/** Settable or not, producer's or not: whatever a user might write. */
export const NAMED = PROPERTIES.filter(
  (row) => !(row.name in LEFT_OUT) && row.preferred !== 'bootstrap.servers',
)

function usual(row: Property): fc.Arbitrary<unknown> {
  const special = SPECIAL[row.preferred]
  if (special !== undefined) return fc.constantFrom(...special)
  if (row.preferred === 'acks') return fc.constantFrom<unknown>('all', -1, 0, 1, '-1', '1')
  switch (row.type) {
    case 'integer': {
      // A thousand brokers of the embedded cluster would be a thousand ports.
      const max = row.name === 'test.mock.num.brokers' ? 1 : row.max!
      const near = [row.min!, max, Number(row.default), row.min! + 1].filter((each) => each <= max)
      return fc.oneof(
        fc.constantFrom(...near),
        fc.integer({ min: row.min!, max: Math.min(max, row.min! + 100_000) }),
      )
    }
    case 'float':
      return fc.constantFrom<unknown>(row.min!, row.max!, 0.5, '0.25', 5, 300_000)
    case 'boolean':
      return fc.constantFrom<unknown>(true, false, 'true', 'false')
    case 'enum':
      return fc.constantFrom(
        ...row.values!.flatMap((each) => [each, each.toUpperCase(), each.replaceAll('_', '-')]),
      )
    case 'flags':
      return fc.constantFrom(...row.values!.slice(0, 4), row.values!.slice(0, 2).join(','), '')
    case 'api':
    case 'internal':
      // An empty text takes a pointer back: librdkafka accepts that, and there is nothing to take back.
      return fc.constant('x')
    default:
      return fc.constantFrom('x', 'a b', '')
  }
}

function strange(row: Property): fc.Arbitrary<unknown> {
  const outside = row.min === undefined ? [] : [row.min - 1, row.max! + 1]
  const numeric = row.min !== undefined
  if (row.type === 'api' || row.type === 'internal') return fc.constant('x')
  if (row.name === 'test.mock.num.brokers') return fc.constantFrom<unknown>(...outside, '5ms', 'x')
  return fc.constantFrom<unknown>(...outside, ...(numeric ? STRANGE_NUMBERS : STRANGE_WORDS))
}

export const valueFor = (row: Property): fc.Arbitrary<unknown> =>
  fc.oneof({ weight: 9, arbitrary: usual(row) }, { weight: 1, arbitrary: strange(row) })

export const servers: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 16, arbitrary: fc.constant('127.0.0.1:1') },
  {
    weight: 1,
    arbitrary: fc.constantFrom<unknown>(
      undefined,
      '',
      'x://127.0.0.1:1',
      '127.0.0.1:0',
      '127.0.0.1:70000',
      '127.0.0.1:1,',
    ),
  },
)
