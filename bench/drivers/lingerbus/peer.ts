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
  EQUAL,
  'Nothing that was tried beside them was faster: acks=1 (0.9 of its rate), and with it linger.ms=20, a queue of 500,000 ' +
    'messages and batches of 100,000 (0.8). Tried in turns of a million messages on a machine busy with other work.',
)
export const lingerbusBinding = on(
  'binding',
  EQUAL,
  'Those of the native engine, on which nothing that was tried was faster; on this one nothing else was tried.',
)
