import type { JavaConfig } from './effective.js'

const INT_MAX = 2 ** 31 - 1

/** What Java changes by itself, and what it refuses, before a producer runs. */
export function adjustAsJava(config: JavaConfig): void {
  // ProducerConfig.maybeOverrideClientId; the number counts the producers of the JVM.
  if (config.text('client.id') === '')
    config.values['client.id'] = `producer-${config.text('transactional.id') || 1}`
  if (config.text('acks') === 'all') config.values.acks = '-1'
  checkIdempotence(config)
  checkDeliveryTimeout(config)
  followReconnectBackoff(config)
  checkAddresses(config)
  for (const [value, ceiling] of [
    ['retry.backoff.ms', 'retry.backoff.max.ms'],
    ['socket.connection.setup.timeout.ms', 'socket.connection.setup.timeout.max.ms'],
  ] as const) {
    if (config.number(value) <= config.number(ceiling)) continue
    config.note(value, 'adjusted', `it is above ${ceiling}, which Java uses instead, without growth`)
  }
  if (config.number('max.request.size') > config.number('buffer.memory')) {
    config.note(
      'buffer.memory',
      'adjusted',
      'records between buffer.memory and max.request.size fail in Java',
    )
  }
}

/** `ProducerConfig.postProcessAndValidateIdempotenceConfigs` */
function checkIdempotence(config: JavaConfig): void {
  const idempotence = 'enable.idempotence'
  const isAll = ['all', '-1'].includes(config.text('acks'))
  const isOn = config.text(idempotence) === 'true'
  const isAsked = config.isSet(idempotence) && isOn
  // Before acks or retries may have switched it off: only an explicit false helps.
  if (isOn && config.number('max.in.flight.requests.per.connection') > 5) {
    const text = `expected at most 5 while enable.idempotence is true, which is Java's default`
    config.refuse('max.in.flight.requests.per.connection', text)
  }
  if (isAsked && !isAll) config.refuse('acks', 'expected all, because of enable.idempotence=true')
  if (isAsked && config.number('retries') === 0) {
    config.refuse('retries', 'expected at least 1, because of enable.idempotence=true')
  }
  if (config.isSet('transactional.id') && (!isOn || !isAll || config.number('retries') === 0)) {
    config.refuse(
      'transactional.id',
      'needs idempotence: enable.idempotence=true, acks=all and retries above 0',
    )
  }
  if (
    config.text('transaction.two.phase.commit.enable') === 'true' &&
    config.isSet('transaction.timeout.ms')
  ) {
    config.refuse('transaction.timeout.ms', 'cannot be set with transaction.two.phase.commit.enable=true')
  }
  if (isOn && !config.isSet(idempotence) && (!isAll || config.number('retries') === 0)) {
    const why = isAll ? 'retries is 0' : 'acks is not all'
    config.values[idempotence] = 'false'
    config.note(idempotence, 'adjusted', `Java switches its default off, because ${why}`)
  }
}

/** `KafkaProducer.configureDeliveryTimeout` */
function checkDeliveryTimeout(config: JavaConfig): void {
  const sum = Math.min(config.number('linger.ms') + config.number('request.timeout.ms'), INT_MAX)
  if (config.number('delivery.timeout.ms') >= sum) return
  if (config.isSet('delivery.timeout.ms')) {
    const text = `expected at least linger.ms + request.timeout.ms = ${sum}; got ${config.text('delivery.timeout.ms')}`
    config.refuse('delivery.timeout.ms', text)
  } else {
    config.values['delivery.timeout.ms'] = String(sum)
    config.note(
      'delivery.timeout.ms',
      'adjusted',
      `Java raises it to linger.ms + request.timeout.ms = ${sum}`,
    )
  }
}

/** `CommonClientConfigs.postProcessReconnectBackoffConfigs` */
function followReconnectBackoff(config: JavaConfig): void {
  const [start, ceiling] = ['reconnect.backoff.ms', 'reconnect.backoff.max.ms'] as const
  if (!config.isSet(start) || config.isSet(ceiling)) return
  config.values[ceiling] = config.values[start]!
  config.note(ceiling, 'adjusted', `it follows ${start}: the pause does not grow`)
}

/** `ClientUtils.parseAndValidateAddresses`, without looking names up. */
function checkAddresses(config: JavaConfig): void {
  const list = config.text('bootstrap.servers')
  const name = 'bootstrap.servers'
  if (list === '') config.refuse(name, 'missing; Java refuses to start without it')
  for (const entry of list.split(',').filter((each) => each !== '')) {
    // ClientUtils' pattern: a scheme may stand in front.
    const [, , port] = /^(?:.*?:\/\/)?\[?([0-9a-zA-Z\-%._:]*)\]?:([0-9]+)$/.exec(entry) ?? []
    if (port === undefined || Number(port) > 65535) {
      config.refuse(name, `expected host:port in each entry; got ${JSON.stringify(entry)}`)
    }
  }
}
