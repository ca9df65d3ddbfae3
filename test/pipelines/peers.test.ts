// Every client that npm run bench:peers compares, on a real Kafka: its driver installs, runs and tells the truth.
import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import type { Entry, Peer } from '../../bench/peers/peer.js'
import { PEERS } from '../../bench/peers/peers.js'
import { Race, type Starter } from '../../bench/peers/race.js'
import { Topics } from '../../src/measure/topics.js'
import { ROOT } from '../support/project.js'

const bootstrapServers = inject('bootstrapServers')
const CACHE = path.join(ROOT, '.cache', 'bench')
let topics: Topics

beforeAll(async () => {
  mkdirSync(CACHE, { recursive: true })
  topics = await Topics.open({ 'bootstrap.servers': bootstrapServers })
})
afterAll(async () => {
  expect(await topics.close()).toEqual([])
})

async function raceOf(entry: Entry, starter: Starter) {
  const plan = { entry, nodes: 1, command: 'a test', seed: 1, rounds: 1, slotSeconds: 0.5 } as const
  const race = new Race(
    { ...plan, onSlot: () => {}, signal: new AbortController().signal },
    topics,
    bootstrapServers,
  )
  return await race.run([starter])
}

// What other clients do on two cores that CI shares with Spark and Chromium is theirs: a second try is marked in the output.
const retry = process.env.CI ? 1 : 0

describe.each(PEERS.map((peer) => [peer.name, peer] as const))('%s', { retry }, (name, peer) => {
  test('installs, and confirms at full speed what the log holds', { timeout: 300_000 }, async () => {
    const driver = await peer.prepare({ root: ROOT, cache: CACHE, doing: () => {} })
    const { contenders, slots } = await raceOf('equal', { peer, driver })
    expect(contenders).toMatchObject([{ name, leftOut: null, settings: peer.settings.equal }])
    expect(contenders[0]!.client).toMatch(/\d+\.\d+/)
    expect(slots).toMatchObject([{ contender: name, void: null }])
    expect(slots[0]!.rate).toBeGreaterThan(0)
  })

  test.each(['best', 'open-loop'] as const)('%s', { timeout: 120_000 }, async (entry) => {
    const driver = await peer.prepare({ root: ROOT, cache: CACHE, doing: () => {} })
    const { slots } = await raceOf(entry, { peer, driver })
    expect(slots).toMatchObject([{ contender: name, void: null, settings: peer.settings[entry] }])
    expect(slots[0]!.cpuUs).toBeGreaterThan(0)
    if (entry === 'open-loop') expect(slots[0]!.p99Us).toBeGreaterThanOrEqual(slots[0]!.p50Us!)
  })
})

describe('a driver that', () => {
  const answer = { seconds: 1, userSeconds: 1, systemSeconds: 0, rssPeakMiB: 1 }
  const peerOf = (program: string): Starter => ({
    peer: {
      name: 'liar',
      what: '',
      why: '',
      settings: { equal: {}, best: {}, 'open-loop': {} },
    } as unknown as Peer,
    driver: { file: process.execPath, args: ['-e', program, '--'] },
  })

  test('confirms what is not in the log is left out, with both numbers', async () => {
    const program = `
      const { messages } = require('node:util').parseArgs({ strict: false, options: { messages: { type: 'string' } } }).values
      console.log(JSON.stringify({ ...${JSON.stringify(answer)}, delivered: Number(messages) }))`
    const { contenders, slots } = await raceOf('equal', peerOf(program))
    expect(contenders[0]!.leftOut).toBe('2500 were confirmed, and 0 are in the log')
    expect(slots).toEqual([])
  })

  test('ends with a reason is left out with it, and its topic is gone', async () => {
    const { contenders } = await raceOf('equal', peerOf(`console.error('no such client'); process.exit(1)`))
    expect(contenders[0]!.leftOut).toBe('no such client')
  })

  test('cannot be had is left out as it says', async () => {
    const { peer } = peerOf('')
    const { contenders } = await raceOf('equal', { peer, driver: 'there is no Go here' })
    expect(contenders[0]!.leftOut).toBe('there is no Go here')
  })
})
