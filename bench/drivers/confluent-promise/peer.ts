import type { Peer } from '../../peers/peer.ts'
import { nodeDriver } from '../node-driver.ts'

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
  name: 'confluent-promise',
  what: '@confluentinc/kafka-javascript, KafkaJS-style producer.send of 1,000 messages, 4 sends at the same time',
  settings: {
    best: { ...equal, acks: '1' },
    equal,
    'open-loop': equal,
  },
  why: 'TODO',
  // No manifest of its own: it is the version that lingerbus depends on, with the same librdkafka.
  prepare: async () => nodeDriver('confluent-promise/driver.mjs'),
}
