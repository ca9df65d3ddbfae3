// What `lingerbus tune` recommends on a real Kafka, held against measuring every combination: how much dearer than the best
// is it (regret), and at what share of the slots?
//   npm run check:tune-regret [-- --workloads 6 --blocks 8 --slot-seconds 2 --mode standard]
// Six workloads at eight blocks take about six hours of a quiet machine; writes results/tune-regret.json.
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { buildIfStale } from '../../scripts/build.mjs'
import { startCluster, stopCluster } from '../../scripts/kafka/cluster.mjs'
import { setup } from '../../scripts/setup.mjs'
import type { SlotOrder } from '../../src/measure/protocol.ts'
import { seeded, shuffled } from '../../src/measure/random.ts'
import { median } from '../../src/measure/statistics.ts'
import { openBroker } from '../../src/measure/target.ts'
import { Book } from '../../src/tune/book.ts'
import { readBase } from '../../src/tune/contenders.ts'
import { DEPTHS, type DepthName, slotSecondsFor } from '../../src/tune/depth.ts'
import { nameOf, type SlotRequest } from '../../src/tune/figures.ts'
import { findSettings, type Search } from '../../src/tune/find-settings.ts'
import { costOf, modeOf, parseGoal } from '../../src/tune/goal.ts'
import { slotsOn } from '../../src/tune/slots.ts'
import { candidatesOf } from '../../src/tune/space.ts'
import { keepResult } from './result-file.ts'

interface Workload {
  readonly goal: string
  readonly kind: SlotOrder['payload']['kind']
  readonly bytes: number
  readonly keys: SlotOrder['payload']['keys']
  readonly partitions: number
}

const KEYS = { kind: 'uniform', count: 1000 } as const
const NO_KEYS = { kind: 'none' } as const
const WORKLOADS: readonly Workload[] = [
  { goal: 'p99<=10ms at 2000/s', kind: 'json', bytes: 200, keys: NO_KEYS, partitions: 1 },
  { goal: 'p99<=50ms at 10000/s', kind: 'json', bytes: 1000, keys: KEYS, partitions: 6 },
  { goal: 'max-throughput', kind: 'json', bytes: 200, keys: NO_KEYS, partitions: 6 },
  { goal: 'max-throughput', kind: 'random', bytes: 1000, keys: KEYS, partitions: 1 },
  { goal: 'min-cpu at 20000/s', kind: 'log-lines', bytes: 200, keys: KEYS, partitions: 12 },
  { goal: 'min-cpu at 1000/s', kind: 'json', bytes: 500, keys: NO_KEYS, partitions: 6 },
]

const { values } = parseArgs({
  options: {
    workloads: { type: 'string', default: '6' },
    blocks: { type: 'string', default: '8' },
    'slot-seconds': { type: 'string', default: '2' },
    mode: { type: 'string', default: 'standard' },
    seed: { type: 'string', default: '1' },
  },
})
const seed = Number(values.seed)
await setup({ steps: ['packages', 'binding', 'addon', 'java'], quiet: true })
await buildIfStale()
const child = fileURLToPath(new URL('../../dist/bench-child.js', import.meta.url))
const name = `regret-${process.pid}`
const { bootstrapServers } = await startCluster({ name, ownerPid: process.pid })
const rows: Awaited<ReturnType<typeof compare>>[] = []
try {
  for (const workload of WORKLOADS.slice(0, Number(values.workloads))) {
    rows.push(await compare(workload))
    console.log(JSON.stringify(rows.at(-1)))
  }
} finally {
  await stopCluster({ name, wipe: true })
}
const words = process.argv.length > 2 ? ['--', ...process.argv.slice(2)] : []
keepResult('tune-regret', ['npm run check:tune-regret', ...words].join(' '), {
  medianRegret: median(rows.flatMap(({ regret }) => regret ?? [])),
  medianShareOfSlots: median(rows.map(({ tuneSlots, allSlots }) => tuneSlots / allSlots)),
  workloads: rows,
})

/** The tuner first, then every combination in every block, with slots of the same length. */
async function compare({ goal: text, kind, bytes, keys, partitions }: Workload) {
  const goal = parseGoal(text)
  const usual = DEPTHS[values.mode as DepthName]
  const depth = { ...usual, slotSeconds: Number(values['slot-seconds']) }
  const properties = { 'bootstrap.servers': bootstrapServers }
  const base = readBase(properties, depth.space)
  const search: Search = {
    goal,
    base,
    space: depth.space,
    depth,
    seed,
    topic: { partitions, hasKeys: keys.kind !== 'none' },
  }
  const target = await openBroker({ properties, topic: null, partitions, replicationFactor: 1 })
  try {
    const measure = slotsOn({
      base,
      driver: { file: process.execPath, args: [child] },
      target,
      payload: { kind, size: { min: bytes, max: bytes }, file: null, keys },
      seconds: slotSecondsFor(goal, depth),
      warmUpSeconds: depth.warmUpSeconds,
      seed,
      signal: new AbortController().signal,
      onAnswer: () => {},
    })
    const answer = await findSettings(search, measure, () => {})
    const { ranked, allSlots } = await measureAll(search, measure)
    const best = ranked[0]!
    const own = ranked.find((row) => row.name === nameOf(answer.recommended))
    return {
      ...{ goal: text, kind, bytes, keys: keys.kind, partitions },
      verdict: answer.verdict,
      recommended: answer.recommended,
      best: best.name,
      regret: own === undefined ? null : Math.exp(own.score - best.score) - 1,
      resolution: answer.resolution,
      tuneSlots: answer.slots,
      allSlots,
    }
  } finally {
    await target.close()
  }
}

async function measureAll(
  { goal, base, space }: Search,
  measure: (request: SlotRequest) => ReturnType<ReturnType<typeof slotsOn>>,
) {
  const random = seeded(seed)
  const all = candidatesOf(space, base.current, base.keepsSticky)
  const book = new Book()
  const blocks = Number(values.blocks)
  for (let block = 1; block <= blocks; block++) {
    for (const settings of shuffled(all, random)) {
      const request = { phase: 'search', block, settings, mode: modeOf(goal) } as const
      book.add('search', block, settings, await measure(request))
    }
    console.error(`every combination, ${goal.kind}: block ${block} of ${blocks}`)
  }
  const table = book.table('search', (figures) => costOf(goal, figures))
  const middles = table.map((block) => median([...block.values()]))
  const ranked = all
    .map((settings) => {
      const own = nameOf(settings)
      const scores = table.flatMap((block, at) => (block.has(own) ? [block.get(own)! - middles[at]!] : []))
      return { name: own, score: median(scores) }
    })
    .filter(({ score }) => Number.isFinite(score))
    .sort((a, b) => a.score - b.score)
  return { ranked, allSlots: blocks * all.length }
}
