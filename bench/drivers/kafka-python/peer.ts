import type { Peer } from '../../peers/peer.ts'
import { preparePython } from '../python/prepare.ts'

const EQUAL = { acks: 'all', enable_idempotence: 'false', linger_ms: '5', batch_size: '1000000' }

export const peer: Peer = {
  name: 'kafka-python',
  what: 'Python alone, but for the checksum; KafkaProducer.send with callbacks on its futures, 100,000 at the same time',
  settings: {
    equal: EQUAL,
    best: {
      acks: '1',
      enable_idempotence: 'false',
      linger_ms: '20',
      batch_size: '1000000',
      metrics_enabled: 'false',
      partitioner: 'sticky',
      'gc.threshold': '100000',
    },
    'open-loop': EQUAL,
  },
  why:
    'With the package crc32c, which it recommends, it takes about 0.6 of the CPU that it takes without. Without metrics, with ' +
    'fewer runs of the garbage collector and with its sticky partitioner it takes 0.75 of what it takes otherwise. Futures ' +
    'that are kept and looked at after flush instead of callbacks, larger requests and acks made no difference beyond the ' +
    'noise; batches of 100,000 bytes, or 10,000 messages at the same time, were up to 1.5 times as slow.',
  prepare: (site) => preparePython(site, 'kafka-python'),
}
