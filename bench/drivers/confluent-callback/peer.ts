import type { Peer } from '../../peers/peer.ts'
import { nodeDriver } from '../node-driver.ts'

const equal = {
  acks: 'all',
  'enable.idempotence': 'false',
  'compression.codec': 'none',
  'linger.ms': '5',
  'batch.size': '1000000',
}

export const peer: Peer = {
  name: 'confluent-callback',
  what: '@confluentinc/kafka-javascript, rdkafka-style produce with delivery reports, at most 20,000 outstanding',
  settings: {
    best: { ...equal, acks: '1' },
    equal,
    'open-loop': equal,
  },
  why: 'TODO',
  // No manifest of its own: it is the version that lingerbus depends on; bench:engine runs the same driver.
  prepare: async () => nodeDriver('confluent.ts'),
}
