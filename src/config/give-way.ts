import type { Layers } from './layers.js'

/**
 * Where librdkafka accepts a pair that makes no sense and one half of it is the preset's, that half gives way to
 * the user's. A pair of the user's own stands, and explain says what follows.
 */
export function giveWay(layers: Layers): void {
  const { isSet, number } = { isSet: layers.isSet.bind(layers), number: layers.number.bind(layers) }
  const show = (name: string) => `your ${layers.show(name)}`

  if (isSet('message.max.bytes')) {
    layers.lower(
      'batch.size',
      number('message.max.bytes'),
      `no batch is larger than ${show('message.max.bytes')}`,
    )
    if (number('queue.buffering.max.kbytes') * 1024 < number('message.max.bytes')) {
      layers.yield(
        'queue.buffering.max.kbytes',
        `the queue would not hold one message of ${show('message.max.bytes')}`,
      )
    }
  }
  if (isSet('queue.buffering.max.kbytes')) {
    const bytes = number('queue.buffering.max.kbytes') * 1024
    layers.lower('batch.size', bytes, `a batch cannot be larger than ${show('queue.buffering.max.kbytes')}`)
  }
  if (isSet('request.timeout.ms')) {
    const wait = number('request.timeout.ms')
    if (number('socket.timeout.ms') < wait) {
      layers.yield('socket.timeout.ms', `the answer may take ${show('request.timeout.ms')}`)
    }
    if (number('delivery.timeout.ms') !== 0 && number('delivery.timeout.ms') <= wait) {
      layers.yield('delivery.timeout.ms', `one answer may take ${show('request.timeout.ms')}`)
    }
  }
  if (isSet('linger.ms')) {
    layers.yield('sticky.partitioning.linger.ms', `librdkafka takes twice ${show('linger.ms')}`)
  }
  if (isSet('retry.backoff.max.ms') && number('retry.backoff.ms') > number('retry.backoff.max.ms')) {
    layers.yield('retry.backoff.ms', `it is longer than ${show('retry.backoff.max.ms')}`)
  }
  if (isSet('retry.backoff.ms') && number('retry.backoff.ms') > number('retry.backoff.max.ms')) {
    layers.yield('retry.backoff.max.ms', `it is shorter than ${show('retry.backoff.ms')}`)
  }
}
