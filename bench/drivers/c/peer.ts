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
    'About 1.1 times its rate of equal: acks=1 and batches that their bytes end and not their number of messages. Tried ' +
    'beside it: with linger.ms=50 and a queue of 1,000,000 messages (the same), with linger.ms=20 and a queue of 500,000 ' +
    '(1.0). Tried in turns of a million messages on a machine busy with other work.',
  async prepare() {
    return { file: buildC(), args: [] }
  },
}
