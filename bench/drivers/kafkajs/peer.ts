import type { Peer } from '../../peers/peer.ts'
import { installNpm, nodeDriver } from '../node-driver.ts'

const equal = { acks: '-1', idempotent: 'false', 'messages.per.send': '1000', 'sends.in.flight': '4' }

export const peer: Peer = {
  name: 'kafkajs',
  what: 'kafkajs, producer.send of 1,000 messages, 4 sends at the same time',
  settings: {
    best: { ...equal, acks: '1' },
    equal,
    'open-loop': equal,
  },
  why: 'TODO',
  unequal: 'It has no linger: the program says with each send what goes together.',
  async prepare(site) {
    await installNpm(site, 'kafkajs')
    return nodeDriver('kafkajs/driver.mjs')
  },
}
