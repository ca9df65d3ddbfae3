import type { Peer } from '../../peers/peer.ts'
import { preparePython } from '../python/prepare.ts'

const EQUAL = { acks: 'all', enable_idempotence: 'false', linger_ms: '5', max_batch_size: '1000000' }

export const peer: Peer = {
  name: 'aiokafka',
  what: 'Python on asyncio; send() and its futures, 10,000 at the same time; best: create_batch and send_batch, 12 at the same time',
  settings: {
    equal: EQUAL,
    best: { acks: '1', max_batch_size: '1000000', send: 'batch' },
    'open-loop': EQUAL,
  },
  why:
    'Batches that the program fills itself, one confirmation each, took about 0.1 of the CPU that send() takes for each ' +
    'message. With send(), futures that are awaited one after the other took 0.6 of what asyncio.gather takes and 0.7 of ' +
    'callbacks. uvloop, fewer runs of the garbage collector, acks and the number at the same time made no difference beyond ' +
    'the noise; batches of 500,000 and 1,000,000 bytes are up to 1.5 times as fast as those of 100,000.',
  prepare: (site) => preparePython(site, 'aiokafka'),
}
