import { checkServers } from './bootstrap.js'
import { giveWay } from './give-way.js'
import type { Layers } from './layers.js'
import { checkOidc } from './oidc.js'
import { findProperty } from './schema.js'
import { checkSasl, checkTls } from './security.js'

/** The rules between properties that librdkafka checks when a producer is made, and those it should. */
export function applyRules(layers: Layers): void {
  checkBootstrap(layers)
  checkIdempotence(layers)
  checkTransaction(layers)
  checkLinger(layers)
  checkBackoff(layers)
  checkSasl(layers)
  checkOidc(layers)
  checkTls(layers)
  giveWay(layers)
}

function checkBootstrap(layers: Layers): void {
  const servers = layers.value('bootstrap.servers')
  if (servers !== undefined) layers.problems.push(...checkServers(servers, layers.as('bootstrap.servers')))
  else if (layers.isMissing('bootstrap.servers') && layers.number('test.mock.num.brokers') === 0) {
    layers.complain(
      'servers',
      'bootstrap.servers',
      "bootstrap.servers: missing; expected a comma list of host:port, as in 'localhost:9092' (or test.mock.num.brokers for the embedded cluster)",
    )
  }
}

/** What idempotence needs of other properties (rd_kafka_conf_finalize, rd_kafka_topic_conf_finalize). */
const IDEMPOTENCE_NEEDS: readonly [name: string, expected: string, holds: (value: string) => boolean][] = [
  ['acks', 'all', (value) => value === 'all'],
  ['retries', 'at least 1', (value) => Number(value) >= 1],
  ['max.in.flight.requests.per.connection', 'at most 5', (value) => Number(value) <= 5],
  ['queuing.strategy', 'fifo', (value) => value === 'fifo'],
  ['queue.buffering.backpressure.threshold', '1', (value) => value === '1'],
]

function checkIdempotence(layers: Layers): void {
  if (layers.isUnclear('enable.idempotence', 'transactional.id')) return
  const askedBy = whoAsksForIdempotence(layers)
  if (askedBy !== undefined && layers.user.get('enable.idempotence')?.text === 'false') {
    layers.refuse('idempotence', 'enable.idempotence', `true, because of ${askedBy}`)
    return
  }
  const isOurs = !layers.user.has('enable.idempotence') && layers.preset.get('enable.idempotence') === 'true'
  if (askedBy === undefined && !isOurs) return
  const against: string[] = []
  for (const [name, expected, holds] of IDEMPOTENCE_NEEDS) {
    const fromPreset = layers.preset.get(name)
    const value = layers.user.get(name)?.text
    if (value === undefined) {
      if (fromPreset !== undefined && !holds(fromPreset))
        layers.yield(name, `idempotence needs ${name} ${expected}`)
    } else if (!holds(value)) {
      against.push(layers.show(name))
      if (askedBy !== undefined) {
        layers.refuse('idempotence', name, `${expected}, because of ${askedBy}`)
      }
    }
  }
  if (askedBy === undefined && against.length > 0) {
    layers.yield('enable.idempotence', `idempotence cannot be had with your ${against.join(' and ')}`)
  }
}

/** The user's setting that needs idempotence, if there is one. */
function whoAsksForIdempotence(layers: Layers): string | undefined {
  if (layers.user.get('enable.idempotence')?.text === 'true') return layers.show('enable.idempotence')
  if (layers.isSet('transactional.id')) {
    // Only librdkafka's own default is raised by transactional.id; a false of the preset would be refused.
    if (layers.preset.get('enable.idempotence') === 'false') {
      layers.yield('enable.idempotence', 'transactional.id needs idempotence')
    }
    return layers.as('transactional.id')
  }
  if (layers.value('enable.gapless.guarantee') !== 'true') return undefined
  if (layers.value('enable.idempotence') !== 'true' && !layers.user.has('enable.idempotence')) {
    layers.complain(
      'idempotence',
      layers.as('enable.gapless.guarantee'),
      `${layers.show('enable.gapless.guarantee')}: needs enable.idempotence=true, which is not set`,
    )
  }
  return layers.show('enable.gapless.guarantee')
}

function checkTransaction(layers: Layers): void {
  const timeout = 'transaction.timeout.ms'
  if (!layers.isSet('transactional.id') || layers.isUnclear(timeout)) return
  const limit = layers.number(timeout)
  // librdkafka lets the second one be 100 ms longer, although its manual says 100 ms shorter.
  for (const [name, most] of [
    ['delivery.timeout.ms', limit],
    ['socket.timeout.ms', limit + 100],
  ] as const) {
    if (!layers.user.has(name)) {
      // librdkafka fits both to the transaction, as long as nobody has set them.
      layers.yield(name, 'librdkafka fits it to transaction.timeout.ms')
    } else if (most > INT_MAX) {
      const sum = `at most ${INT_MAX - 100} with ${layers.as(name)} set, beyond which librdkafka's sum wraps around`
      layers.refuse('transaction', timeout, sum)
    } else if (layers.number(name) > most) {
      const because = `with ${layers.as('transactional.id')}, because of ${layers.show(timeout)}`
      layers.refuse('transaction', name, `at most ${most} ${because}`)
    }
  }
  const own = Number(findProperty('delivery.timeout.ms')?.default)
  if (layers.isSet('delivery.timeout.ms') || layers.number('linger.ms') < own) return
  // rd_kafka_conf_finalize compares with its default, before it fits that to the transaction.
  layers.fill(
    'delivery.timeout.ms',
    String(limit),
    `librdkafka would hold ${layers.show('linger.ms')} against ${own}`,
  )
}

const INT_MAX = 2 ** 31 - 1

/** A message may not time out before its batch leaves. 0 is no timeout. */
function checkLinger(layers: Layers): void {
  if (layers.isUnclear('linger.ms', 'delivery.timeout.ms', 'transaction.timeout.ms')) return
  const isFitted = layers.isSet('transactional.id') && !layers.user.has('delivery.timeout.ms')
  const timeoutName = isFitted ? 'transaction.timeout.ms' : 'delivery.timeout.ms'
  const isTooLong = () =>
    layers.number(timeoutName) !== 0 && layers.number(timeoutName) <= layers.number('linger.ms')
  if (!isTooLong()) return
  if (!layers.user.has('linger.ms')) {
    layers.yield('linger.ms', `librdkafka makes it shorter than your ${layers.show(timeoutName)}`)
    return
  }
  layers.yield('delivery.timeout.ms', `it is not longer than your ${layers.show('linger.ms')}`)
  if (!isTooLong()) return
  layers.refuse(
    'linger',
    'linger.ms',
    `less than ${layers.show(timeoutName)}, or messages time out before they leave`,
  )
}

function checkBackoff(layers: Layers): void {
  const [least, most] = ['reconnect.backoff.ms', 'reconnect.backoff.max.ms'] as const
  if (layers.isUnclear(least, most)) return
  if (layers.number(most) >= layers.number(least)) return
  layers.yield(least, `it is longer than your ${layers.show(most)}`)
  layers.yield(most, `it is shorter than your ${layers.show(least)}`)
  if (layers.number(most) >= layers.number(least)) return
  layers.refuse('backoff', most, `at least ${layers.show(least)}`)
}
