import type { Peer } from '../../peers/peer.ts'
import { installNpm, nodeDriver } from '../node-driver.ts'

const equal = { acks: '-1', idempotent: 'false', 'messages.per.send': '1000', 'sends.in.flight': '4' }

export const peer: Peer = {
  name: 'kafkajs',
  what: 'kafkajs, producer.send of 1,000 messages, 4 sends at the same time (best: 8)',
  settings: {
    best: { ...equal, acks: '1', 'sends.in.flight': '8' },
    equal,
    'open-loop': equal,
  },
  why:
    "Its thread's CPU is what bounds it, and that is about the same with 1,000 to 5,000 messages a " +
    'send, 1 to 16 sends at the same time and acks of 1 or -1; with 200 and 500 a send it is a tenth or ' +
    'two more. 8 sends were as fast as 4 or up to a third faster. A partitioner that keeps a send in ' +
    'one partition gained nothing; of compressions it brings gzip alone, which gains nothing on random ' +
    'bytes.',
  unequal: 'It has no linger: the program says with each send what goes together.',
  async prepare(site) {
    await installNpm(site, 'kafkajs')
    return nodeDriver('kafkajs/driver.mjs')
  },
}
