import type { Peer } from '../../peers/peer.ts'
import { installNpm, nodeDriver, nodeOf } from '../node-driver.ts'

/** It supports Node 24 alone. */
const NODE = '24.21.0'

const equal = {
  acks: 'all',
  'enable.idempotence': 'false',
  'compression.codec': 'none',
  'linger.ms': '5',
  'batch.size': '1000000',
  'messages.per.send': '1000',
  'sends.in.flight': '16',
}

export const peer: Peer = {
  name: 'kafka-crab-js',
  what: 'kafka-crab-js (librdkafka behind Rust), producer.send of 1,000 messages, 16 sends at the same time',
  settings: {
    best: { ...equal, acks: '1' },
    equal,
    // At a set rate nothing waits for room: a stall of the machine must find it.
    'open-loop': { ...equal, 'queue.buffering.max.messages': '1000000' },
  },
  why:
    'A send is confirmed after about 100 ms however small it is, so many at the same time help: 16 ' +
    'sends are about 2.7 times as fast as 4, and 64 less than a tenth faster still. 5,000 and 10,000 a ' +
    'send with 16 were a tenth or two slower, 100 a send with 100 half as fast, linger.ms=0 a sixth ' +
    'slower. autoFlush: false with one flush() for all that was sent took a third less CPU, but was a ' +
    'quarter slower.',
  unequal: 'It runs on Node 24, the only one that it supports.',
  async prepare(site) {
    const node = await nodeOf(site, NODE, 'kafka-crab-js needs Node 24')
    await installNpm(site, 'kafka-crab-js', node)
    return nodeDriver('kafka-crab-js/driver.mjs', node)
  },
}
