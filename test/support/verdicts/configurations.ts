import fc from 'fast-check'
import type { Property } from '../../../src/config/properties.js'
import { NAMED, servers, valueFor } from './values.js'

export type Configuration = Readonly<Record<string, unknown>>

const byName = (names: readonly string[]) => NAMED.filter((row) => names.includes(row.preferred))

/** Properties that meet in a rule: chosen together more often than chance would. */
const GROUPS: readonly (readonly Property[])[] = [
  byName([
    'acks',
    'enable.idempotence',
    'retries',
    'max.in.flight.requests.per.connection',
    'queuing.strategy',
    'queue.buffering.backpressure.threshold',
    'enable.gapless.guarantee',
    'transactional.id',
  ]),
  byName([
    'transactional.id',
    'transaction.timeout.ms',
    'delivery.timeout.ms',
    'socket.timeout.ms',
    'linger.ms',
    'request.timeout.ms',
    'enable.idempotence',
  ]),
  byName(['reconnect.backoff.ms', 'reconnect.backoff.max.ms', 'retry.backoff.ms', 'retry.backoff.max.ms']),
  byName([
    'security.protocol',
    'sasl.mechanism',
    'sasl.username',
    'sasl.password',
    'sasl.kerberos.keytab',
    'sasl.kerberos.min.time.before.relogin',
  ]),
  NAMED.filter((row) => /^(security\.protocol|ssl\.|https\.)/.test(row.preferred)),
]
const OIDC = NAMED.filter(
  (row) =>
    row.preferred.startsWith('sasl.oauthbearer.') || row.preferred === 'enable.sasl.oauthbearer.unsecure.jwt',
)

const someOf = (rows: readonly Property[], maxLength: number): fc.Arbitrary<[string, unknown][]> =>
  fc.array(
    fc
      .constantFrom(...rows)
      .chain((row) => valueFor(row).map((value): [string, unknown] => [row.name, value])),
    { maxLength },
  )

const oidc = someOf(OIDC, 8).map((entries): [string, unknown][] => [
  ['sasl.mechanism', 'OAUTHBEARER'],
  ['sasl.oauthbearer.method', 'oidc'],
  ...entries,
])
const unknown = fc
  .constantFrom(
    'nonsense',
    'lingerMs',
    'buffer.memory',
    'topic.acks',
    'sasl.jaas.config',
    'ssl.truststore.location',
  )
  .map((name): [string, unknown][] => [[name, 'x']])

const part = fc.oneof(
  { weight: 5, arbitrary: someOf(NAMED, 3) },
  ...GROUPS.map((rows) => ({ weight: 3, arbitrary: someOf(rows, 5) })),
  { weight: 2, arbitrary: oidc },
  { weight: 1, arbitrary: unknown },
)

/** What a user might give to `new Producer`, good and bad. */
export const configuration: fc.Arbitrary<Configuration> = fc
  .tuple(servers, part, part)
  .map(([list, first, second]) => {
    const entries: [string, unknown][] = list === undefined ? [] : [['bootstrap.servers', list]]
    return Object.fromEntries([...entries, ...first, ...second])
  })
