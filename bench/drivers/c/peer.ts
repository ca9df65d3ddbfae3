import type { Peer } from '../../peers/peer.ts'
import { buildC } from './build.mjs'

const EQUAL = {
  acks: 'all',
  'enable.idempotence': 'false',
  'linger.ms': '5',
  'batch.size': '1000000',
  'compression.type': 'none',
}

export const peer: Peer = {
  name: 'c',
  what: 'librdkafka from C: one thread produces and reads the reports as events of many messages each',
  settings: { best: EQUAL, equal: EQUAL, 'open-loop': EQUAL },
  why: '',
  async prepare() {
    return { file: buildC(), args: [] }
  },
}
