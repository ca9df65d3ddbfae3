import { fileURLToPath } from 'node:url'
import { buildIfStale } from '../../../scripts/build.mjs'
import type { Peer } from '../../peers/peer.ts'

/** As a user writes it: ../lingerbus.ts, which the trials of `npm run bench:engine` run too. */
const DRIVER = fileURLToPath(new URL('../lingerbus.ts', import.meta.url))

const EQUAL = {
  acks: 'all',
  'enable.idempotence': 'false',
  'linger.ms': '5',
  'batch.size': '1000000',
  'compression.type': 'none',
}

const on = (engine: 'native' | 'binding', best: Readonly<Record<string, string>>, why: string): Peer => ({
  name: `lingerbus-${engine}`,
  folder: 'lingerbus',
  what: `lingerbus on its engine ${engine}: produce with a callback for each message, awaiting drained when it is full`,
  settings: { best, equal: EQUAL, 'open-loop': EQUAL },
  why,
  async prepare() {
    await buildIfStale()
    return { file: process.execPath, args: ['--import', 'tsx', DRIVER, '--engine', engine] }
  },
})

export const lingerbusNative = on(
  'native',
  {
    ...EQUAL,
    acks: '1',
    'batch.num.messages': '100000',
    'queue.buffering.max.messages': '500000',
  },
  'About 1.05 times its rate of equal: acks=1, batches that their bytes end and not their number of messages, and a longer ' +
    'queue. Tried beside it: without the longer queue (1.0), with linger.ms=20 instead of it (1.05).',
)
export const lingerbusBinding = on(
  'binding',
  EQUAL,
  'Its limit is what a message costs in JavaScript; settings that were tried on the native engine moved that by a few per cent.',
)
