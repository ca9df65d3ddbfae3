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
    // At a set rate nothing waits for room: a stall of the machine must find it.
    'open-loop': { ...equal, 'queue.buffering.max.messages': '1000000' },
  },
  why:
    '4 sends of 1,000 messages: one message a send and 10,000 sends at the same time was less than half ' +
    'as fast and took three times the CPU; 100 a send, 2,000 and 5,000 a send, and 2, 8 or 16 sends ' +
    'were a quarter slower or more. lz4 gains nothing on random bytes.',
  // No manifest of its own: it is the version that lingerbus depends on, with the same librdkafka.
  prepare: async () => nodeDriver('confluent-promise/driver.mjs'),
}
