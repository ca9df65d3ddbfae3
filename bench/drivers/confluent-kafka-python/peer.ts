import type { Peer } from '../../peers/peer.ts'
import { preparePython } from '../python/prepare.ts'

const EQUAL = { acks: 'all', 'enable.idempotence': 'false', 'linger.ms': '5', 'batch.size': '1000000' }

export const peer: Peer = {
  name: 'confluent-kafka-python',
  what: 'Python over librdkafka; Producer.produce with on_delivery, best: produce_batch; as many in the queue as it takes',
  settings: {
    equal: EQUAL,
    best: {
      acks: '1',
      'linger.ms': '20',
      'batch.num.messages': '100000',
      'queue.buffering.max.messages': '1000000',
      'messages.per.call': '1000',
    },
    'open-loop': EQUAL,
  },
  why:
    'produce_batch with 1,000 messages a call took 0.6 to 0.7 of the CPU that produce takes for each; 300 or 10,000 a call ' +
    'took as much. A longer queue and linger were up to 1.3 times as fast as the usual ones. poll after every 100 messages ' +
    'instead of 1,000, acks=1 instead of all and fewer runs of the garbage collector made no difference beyond the noise.',
  prepare: (site) => preparePython(site, 'confluent-kafka-python'),
}
