import { execFileSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { venvPython } from '../../../scripts/setup/python.mjs'
import { setup } from '../../../scripts/setup.mjs'
import type { Driver } from '../../../src/measure/processes.js'
import type { Peer, Site } from '../../peers/peer.ts'

/** What go.mod asks for; an older Go would fetch that one by itself, or fail with many words. */
const OLDEST_GO = [1, 26] as const

/** With the requirements.txt that brings a Go. */
const FOLDER = 'bench/drivers/franz-go'

const EQUAL = {
  RequiredAcks: 'AllISRAcks',
  DisableIdempotentWrite: 'true',
  MaxProduceRequestsInflightPerBroker: '5',
  ProducerLinger: '5ms',
  ProducerBatchMaxBytes: '1000000',
  ProducerBatchCompression: 'none',
}

const BEST = {
  ...EQUAL,
  RequiredAcks: 'LeaderAck',
  MaxBufferedRecords: '200000',
  GOGC: '400',
}

export const peer: Peer = {
  name: 'franz-go',
  what: 'franz-go (Go), Produce with a promise function for each record; it blocks when its buffer is full',
  settings: { best: BEST, equal: EQUAL, 'open-loop': EQUAL },
  why:
    'About 1.1 times its rate of equal, and more on a busy machine: acks=1, room for 200,000 records (50,000 by default) and ' +
    'less garbage collection. Tried beside it, all between the two: idempotent, idempotent with room and less garbage ' +
    'collection, acks=1 alone.',
  unequal:
    'Without idempotence it has one request in flight to a broker by default; here it may have five, as it has with.',
  prepare,
}

async function prepare(site: Site): Promise<Driver> {
  const go = isNewEnough('go') ? 'go' : await fetchGo(site)
  const program = path.join(site.cache, 'franz-go', 'driver')
  mkdirSync(path.dirname(program), { recursive: true })
  site.doing('franz-go: its driver is built by Go')
  const build = ['build', '-mod=readonly', '-o', program, '.']
  // go.sum holds the digests of what it fetches.
  execFileSync(go, build, { cwd: import.meta.dirname, stdio: ['ignore', 'ignore', 'pipe'] })
  return { file: program, args: [] }
}

function isNewEnough(go: string): boolean {
  try {
    // `local`: the one that is here, and no other that it would fetch.
    const said = execFileSync(go, ['env', 'GOVERSION'], {
      encoding: 'utf8',
      env: { ...process.env, GOTOOLCHAIN: 'local' },
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    const [major, minor] = said.replace(/^\D*/, '').split('.').map(Number) as [number, number]
    return major > OLDEST_GO[0] || (major === OLDEST_GO[0] && minor >= OLDEST_GO[1])
  } catch {
    return false
  }
}

/** @throws Error when it cannot be had here */
async function fetchGo(site: Site): Promise<string> {
  await setup({ steps: [`venv:${FOLDER}`], quiet: true })
  return path.join(path.dirname(venvPython(site.root, FOLDER)), 'go')
}
