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
    buildIfStale()
    return { file: process.execPath, args: ['--import', 'tsx', DRIVER, '--engine', engine] }
  },
})

export const lingerbusNative = on('native', EQUAL, '')
export const lingerbusBinding = on('binding', EQUAL, '')
