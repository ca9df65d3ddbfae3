import type { SecureView } from '../../scripts/kafka/cluster.mjs'
import type { ProducerOptions } from '../../src/index.js'

const way = (secure: SecureView, of: string) => secure.ways[of] as ProducerOptions

type Case = [
  story: string,
  options: (secure: SecureView) => ProducerOptions,
  rung: string,
  code: string | RegExp,
  says: RegExp,
  /** Where the addon sees more than the official package tells. */
  nativeSays?: RegExp,
]
const NOT_TRUSTED = /its certificate is not trusted: signed by none of ssl.ca.location/
/** Connections to a secure cluster that must not be made. */
export const REFUSED: readonly Case[] = [
  ['a port where nobody listens', () => ({ brokers: '127.0.0.1:1' }), 'tcp', '_TRANSPORT', /nobody listens/],
  [
    'a name that nobody knows',
    () => ({ brokers: 'kafka.invalid:9092' }),
    'dns',
    '_RESOLVE',
    /name is unknown here/,
  ],
  [
    'the wrong CA',
    (secure) => ({ ...way(secure, 'ssl'), 'ssl.ca.location': secure.files.otherCa }),
    'tls',
    /_SSL|_TRANSPORT/,
    NOT_TRUSTED,
    /no CA that is trusted here signed/,
  ],
  [
    'the usual CAs only',
    (secure) => ({ brokers: secure.addresses.SSL, ssl: true }),
    'tls',
    /_SSL|_TRANSPORT/,
    NOT_TRUSTED,
    /no CA that is trusted here signed/,
  ],
  [
    'an expired certificate',
    (secure) => ({ ...way(secure, 'ssl'), 'bootstrap.servers': secure.addresses.EXPIRED }),
    'tls',
    /_SSL|_TRANSPORT/,
    NOT_TRUSTED,
    /its certificate has expired/,
  ],
  [
    'a certificate for another host name',
    (secure) => ({ ...way(secure, 'ssl'), 'bootstrap.servers': secure.addresses.ELSEWHERE }),
    'tls',
    /_SSL|_TRANSPORT/,
    NOT_TRUSTED,
    /for another host name: connect by/,
  ],
  [
    'no client certificate where one is required',
    (secure) => ({ ...way(secure, 'ssl'), 'bootstrap.servers': secure.addresses.MTLS }),
    'tls',
    '_TRANSPORT',
    /wants a certificate of yours/,
  ],
  [
    'a client certificate of a CA that the broker does not know',
    (secure) => ({
      ...way(secure, 'mtls'),
      'ssl.certificate.location': secure.files.strangerCertificate,
      'ssl.key.location': secure.files.strangerKey,
    }),
    'tls',
    '_TRANSPORT',
    /none of its CAs signed this one/,
  ],
  [
    'a plaintext client at a TLS port',
    (secure) => ({ brokers: secure.addresses.SSL }),
    'tls',
    '_TRANSPORT',
    /as a TLS listener does.*security.protocol=ssl/,
  ],
  [
    'a TLS client at a plaintext port',
    (secure) => ({ ...way(secure, 'ssl'), 'bootstrap.servers': secure.addresses.PLAINTEXT }),
    'tls',
    '_TRANSPORT',
    /does not speak TLS/,
  ],
  [
    'a login without TLS at a TLS port',
    (secure) => ({ ...way(secure, 'sasl_plaintext PLAIN'), 'bootstrap.servers': secure.addresses.SASL_SSL }),
    'tls',
    '_TRANSPORT',
    /as a TLS listener does.*sasl_ssl/,
  ],
  [
    'no login where one is required',
    (secure) => ({ brokers: secure.addresses.SASL_PLAINTEXT }),
    'sasl',
    '_TRANSPORT',
    /wants a login/,
  ],
  [
    'no login where one is required, over TLS',
    (secure) => ({ ...way(secure, 'ssl'), 'bootstrap.servers': secure.addresses.SASL_SSL }),
    'sasl',
    '_TRANSPORT',
    /wants a login/,
  ],
  [
    'a login where none is taken',
    (secure) => ({ ...way(secure, 'sasl_plaintext PLAIN'), 'bootstrap.servers': secure.addresses.PLAINTEXT }),
    'sasl',
    '_AUTHENTICATION',
    /takes no login/,
  ],
  [
    'a mechanism that the broker does not offer',
    (secure) => ({ ...way(secure, 'sasl_plaintext PLAIN'), 'sasl.mechanism': 'SCRAM-SHA-1' }),
    'sasl',
    '_AUTHENTICATION',
    /PLAIN,.*take one that it names/,
  ],
  ...(['PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512'] as const).map(
    (mechanism): Case => [
      `the wrong password, ${mechanism}`,
      (secure) => ({ ...way(secure, `sasl_ssl ${mechanism}`), 'sasl.password': 'SECRET' }),
      'sasl',
      '_AUTHENTICATION',
      /refuses the login/,
    ],
  ),
]
