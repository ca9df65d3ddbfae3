import { REFUSED } from './hints.js'
import { PROPERTIES, type Property } from './properties.js'

/** A value that librdkafka changes or fills in by itself when a producer is made, and why. */
export interface Fill {
  readonly value: string
  readonly because: string
}

/** What a producer's user may set, by preferred names: one row each. */
export const SETTABLE: readonly Property[] = PROPERTIES.filter(
  (row, index) =>
    row.use !== 'C' &&
    !['api', 'internal', 'rejected'].includes(row.type) &&
    !(row.name in REFUSED) &&
    row.name === row.preferred &&
    PROPERTIES.findIndex((each) => each.name === row.name) === index,
)

const INT_MAX = 2147483647

/** Every effective value, as text: what is handed over, what librdkafka makes of it, and its defaults. */
export class Effective {
  readonly fills: ReadonlyMap<string, Fill>
  readonly #given: Readonly<Record<string, string>>
  readonly #defaults: ReadonlyMap<string, string | null>

  /** `given`: what is handed over to librdkafka, by preferred names. */
  constructor(given: Readonly<Record<string, string>>) {
    this.#given = given
    this.#defaults = new Map(
      SETTABLE.map((row) => [row.preferred, row.preferred === 'acks' ? 'all' : row.default]),
    )
    this.fills = findFills(this)
  }

  value(name: string): string | undefined {
    return this.fills?.get(name)?.value ?? this.given(name) ?? this.#defaults.get(name) ?? undefined
  }

  number(name: string): number {
    return Number(this.value(name))
  }

  is(name: string, value: string): boolean {
    return this.value(name) === value
  }

  /** Handed over, and not empty: to librdkafka an empty text is none. */
  given(name: string): string | undefined {
    const text = Object.hasOwn(this.#given, name) ? this.#given[name] : undefined
    return text === '' ? undefined : text
  }

  get isTransactional(): boolean {
    return this.given('transactional.id') !== undefined
  }

  get isIdempotent(): boolean {
    return this.isTransactional || this.is('enable.idempotence', 'true')
  }
}

/** `rd_kafka_conf_finalize`, `rd_kafka_topic_conf_finalize` and `rd_kafka_new`, as far as they change something. */
function findFills(conf: Effective): ReadonlyMap<string, Fill> {
  const fills = new Map<string, Fill>()
  const fill = (name: string, value: string | number, because: string) => {
    if (conf.given(name) === undefined) fills.set(name, { value: String(value), because })
  }
  if (conf.isTransactional) {
    const limit = conf.number('transaction.timeout.ms')
    fill('enable.idempotence', 'true', 'transactional.id needs it')
    fill('socket.timeout.ms', Math.max(limit - 100, 900), 'it must end before transaction.timeout.ms does')
    fill('delivery.timeout.ms', limit, 'a message cannot outlast its transaction')
  }
  if (conf.isIdempotent) {
    fill('acks', 'all', 'idempotence needs it')
    fill('max.in.flight.requests.per.connection', 5, 'idempotence allows no more')
    fill('retries', INT_MAX, 'idempotence needs retries')
  }
  const sticky = Math.min(900_000, Math.floor(2 * conf.number('linger.ms')))
  fill('sticky.partitioning.linger.ms', sticky, 'twice linger.ms, in whole milliseconds')
  const timeout = conf.number('delivery.timeout.ms')
  if (timeout !== 0 && timeout <= conf.number('linger.ms')) {
    fill('linger.ms', timeout - 0.1, 'a message must leave before it expires')
  }
  fill(
    'topic.metadata.refresh.fast.interval.ms',
    conf.number('retry.backoff.ms'),
    'it follows retry.backoff.ms',
  )
  const refresh = conf.number('topic.metadata.refresh.interval.ms')
  if (refresh > 0) fill('metadata.max.age.ms', 3 * refresh, 'three times topic.metadata.refresh.interval.ms')
  if (/azure/i.test(conf.value('bootstrap.servers') ?? '')) {
    fill('connections.max.idle.ms', 230_000, 'Azure drops idle connections after four minutes')
  }
  if (!/^0\.[0-9]\./.test(conf.value('broker.version.fallback') ?? '')) {
    fills.set('api.version.request', { value: 'true', because: 'brokers from 0.10 on are always asked' })
  }
  if (conf.given('debug') !== undefined) fills.set('log_level', { value: '7', because: 'debug is set' })
  if (conf.number('test.mock.num.brokers') > 0) {
    fills.set('security.protocol', {
      value: 'plaintext',
      because: 'the embedded cluster speaks nothing else',
    })
  }
  return fills
}
