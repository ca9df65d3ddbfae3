import type { Peer } from '../../peers/peer.ts'
import { buildC } from './build.mjs'

const EQUAL = {
  acks: 'all',
  'enable.idempotence': 'false',
  'linger.ms': '5',
  'batch.size': '1000000',
  'compression.type': 'none',
}

const BEST = { ...EQUAL, acks: '1', 'batch.num.messages': '100000' }

export const peer: Peer = {
  name: 'c',
  what: 'librdkafka from C: one thread produces and reads the reports as events of many messages each',
  settings: { best: BEST, equal: EQUAL, 'open-loop': EQUAL },
  why:
    'Within the noise of its rate of equal, between 0.8 and 1.1 of it: acks=1 and batches that their bytes end and not their ' +
    'number of messages. With linger.ms=50 and a queue of 1,000,000 messages, or linger.ms=20 and 500,000, it was the same.',
  async prepare() {
    return { file: buildC(), args: [] }
  },
}
