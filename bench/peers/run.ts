// Measures lingerbus beside the clients that a user would choose from, on a real Kafka, and writes
// bench/results/peers/NAME.json. Then: node bench/render.mjs
//   npm run bench:peers [-- [NAME …] [--nodes 1] [--entry equal] [--rounds 3] [--slot-seconds 3] [--seed 1]]
// NAMEs are clients' names; all of them unless told, and only then a result is kept. Half an hour.
import { mkdirSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { buildIfStale } from '../../scripts/build.mjs'
import { setup } from '../../scripts/setup.mjs'
import { Topics } from '../../src/measure/topics.js'
import { endRunning } from '../driver-process.ts'
import type { Slot } from '../result.ts'
import { startBroker } from '../target.ts'
import { say, sayRange } from '../text.mjs'
import { PEERS } from './peers.ts'
import { Race, type Starter } from './race.ts'
import { ENTRIES, type RaceResult, raceResultSchema } from './result.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const CACHE = fileURLToPath(new URL('../../.cache/bench/', import.meta.url))
const FOLDER = new URL('../results/peers/', import.meta.url)
const NODES = [1, 3] as const

const { values, positionals } = parseArgs({
  options: {
    nodes: { type: 'string', default: '1,3' },
    entry: { type: 'string', default: ENTRIES.join(',') },
    rounds: { type: 'string', default: '3' },
    'slot-seconds': { type: 'string', default: '3' },
    seed: { type: 'string', default: '1' },
  },
  allowPositionals: true,
})
const nodes = NODES.filter((count) => values.nodes.split(',').includes(`${count}`))
const entries = ENTRIES.filter((entry) => values.entry.split(',').includes(entry))
const [rounds, slotSeconds, seed] = [values.rounds, values['slot-seconds'], values.seed].map(Number) as [
  number,
  number,
  number,
]
const chosen = PEERS.filter(({ name }) => positionals.length === 0 || positionals.includes(name))
const isUnknown = (word: string) => !PEERS.some(({ name }) => name === word)
if (
  positionals.some(isUnknown) ||
  nodes.length === 0 ||
  entries.length === 0 ||
  !(rounds >= 1 && slotSeconds > 0)
) {
  console.error(
    `usage: npm run bench:peers -- [NAME …] [--nodes 1,3] [--entry ${ENTRIES.join(',')}] [--rounds 3] [--slot-seconds 3] [--seed 1]`,
  )
  console.error(`NAME is one of\n  ${PEERS.map(({ name }) => name).join('\n  ')}`)
  process.exit(2)
}
const command = `npm run bench:peers${process.argv.length > 2 ? ` -- ${process.argv.slice(2).join(' ')}` : ''}`

// Ctrl-C ends the slot that runs and drops its race; brokers and topics go in the `finally` below.
const interruption = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    interruption.abort()
    endRunning()
  })
}

await setup({ quiet: true })
await buildIfStale()
mkdirSync(CACHE, { recursive: true })
const starters: Starter[] = []
for (const peer of chosen) starters.push({ peer, driver: await prepare(peer) })
try {
  for (const count of nodes) await raceOn(count)
} catch (error) {
  if (!interruption.signal.aborted) throw error
}
process.exit(interruption.signal.aborted ? 130 : 0)

async function prepare(peer: (typeof PEERS)[number]): Promise<Starter['driver']> {
  try {
    return await peer.prepare({ root: ROOT, cache: CACHE, doing: (line) => console.log(line) })
  } catch (error) {
    return (error as Error).message
  }
}

async function raceOn(count: 1 | 3): Promise<void> {
  const cluster = await startBroker(count)
  const topics = await Topics.open(cluster.settings)
  try {
    for (const entry of entries) {
      console.log(`\n${entry}, ${count === 1 ? 'one node' : `${count} nodes`}`)
      const plan = { entry, nodes: count, command, seed, rounds, slotSeconds }
      const race = new Race(
        { ...plan, onSlot: printSlot, signal: interruption.signal },
        topics,
        cluster.settings['bootstrap.servers']!,
      )
      const result = raceResultSchema.parse(await race.run(starters))
      printResult(result)
      if (positionals.length === 0) write(result)
    }
  } finally {
    await topics.close()
    await cluster.close()
  }
}

function write(result: RaceResult): void {
  mkdirSync(FOLDER, { recursive: true })
  writeFileSync(new URL(`${result.name}.json`, FOLDER), `${JSON.stringify(result, null, 1)}\n`)
}

function printSlot(slot: Slot): void {
  const latency = slot.p50Us ? `, p50 ${say(slot.p50Us)} µs, p99 ${say(slot.p99Us!)} µs` : ''
  const figures =
    slot.void ??
    `${say(slot.rate!)}/s in ${say(slot.seconds!)} s${latency}, ${say(slot.cpuUs!)} µs CPU, load ${say(slot.loadBefore)}`
  console.log(`  round ${slot.round}  ${slot.contender.padEnd(24)} ${figures}`)
}

function printResult({ contenders }: RaceResult): void {
  for (const { name, leftOut, figures, rateToFirst } of contenders) {
    const text = leftOut
      ? `could not run: ${leftOut}`
      : `${sayRange(figures.rate)} msg/s; ÷ ${contenders[0]!.name}: ${sayRange(rateToFirst)}; p99 ${sayRange(figures.p99Us)} µs`
    console.log(`  ${name.padEnd(24)} ${text}`)
  }
}
