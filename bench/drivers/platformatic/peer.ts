import type { Peer } from '../../peers/peer.ts'
import { installNpm, nodeDriver, nodeOf } from '../node-driver.ts'

/** Of those that scripts/setup/nodes.mjs knows, the oldest that it supports. */
const NODE = '22.23.3'

const equal = {
  acks: '-1',
  idempotent: 'false',
  compression: 'none',
  'messages.per.send': '1000',
  'sends.in.flight': '4',
}

export const peer: Peer = {
  name: 'platformatic',
  what: '@platformatic/kafka, producer.send of 1,000 messages, 4 sends at the same time',
  settings: {
    best: { ...equal, acks: '1' },
    equal,
    'open-loop': equal,
  },
  why:
    '4 sends of 1,000 messages were the fastest of 500 to 5,000 messages and 2 to 16 sends, or as fast ' +
    'as any: 5,000 a send took half as much CPU again and was half as fast, 16 sends took a tenth more. ' +
    'acks=1 was about a sixth faster than acks=-1; lz4 gains nothing on random bytes; Node 24 was not ' +
    'faster than 22. Its stream was not tried: it waits for each batch before it sends the next.',
  unequal: 'It has no linger: the program says with each send what goes together. It runs on Node 22.',
  async prepare(site) {
    const node = await nodeOf(site, NODE, '@platformatic/kafka needs Node 22')
    await installNpm(site, 'platformatic', node)
    return nodeDriver('platformatic/driver.mjs', node)
  },
}
