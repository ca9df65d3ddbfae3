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
    // At a set rate nothing waits for room: a stall of the machine must find it.
    'open-loop': { ...equal, 'queue.buffering.max.messages': '1000000' },
  },
  why:
    "Polled by librdkafka's background thread, as its documentation advises for throughput: polling by " +
    'interval was a tenth or more slower. Of 5,000 to 95,000 messages outstanding, 20,000 took the ' +
    'least CPU. linger.ms=20 and lz4 gained nothing. acks=1 was up to half as fast again as acks=all on ' +
    'a loaded machine, at the same CPU.',
  // No manifest of its own: it is the version that lingerbus depends on; bench:engine runs the same driver.
  prepare: async () => nodeDriver('confluent.ts'),
}
