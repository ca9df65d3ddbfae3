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
  'sends.in.flight': '4',
}

export const peer: Peer = {
  name: 'kafka-crab-js',
  what: 'kafka-crab-js (librdkafka behind Rust), producer.send of 1,000 messages, 4 sends at the same time',
  settings: {
    best: { ...equal, acks: '1' },
    equal,
    'open-loop': equal,
  },
  why: 'TODO',
  async prepare(site) {
    const node = await nodeOf(site, NODE, 'kafka-crab-js needs Node 24')
    await installNpm(site, 'kafka-crab-js', node)
    return nodeDriver('kafka-crab-js/driver.mjs', node)
  },
}
