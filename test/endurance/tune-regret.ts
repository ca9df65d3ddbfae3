// What `lingerbus tune` recommends on a real Kafka, held against measuring every combination: how much dearer than the best
// is it (regret), and at what share of the slots?
//   npm run check:tune-regret [-- --workloads 1,4 --blocks 1 --slot-seconds 1 --mode standard]
// About twelve minutes a workload on a quiet machine. Each is kept in results/tune-regret.json as soon as it is measured; without
// --workloads those that the file lacks.
import { existsSync, readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { buildIfStale } from '../../scripts/build.mjs'
import { startCluster, stopCluster } from '../../scripts/kafka/cluster.mjs'
import { setup } from '../../scripts/setup.mjs'
import { writeTunePage } from '../../scripts/tune-page.ts'
import { median } from '../../src/measure/statistics.ts'
import { readBase } from '../../src/tune/contenders.ts'
import { DEPTHS, type DepthName } from '../../src/tune/depth.ts'
import { TuneError } from '../../src/tune/errors.ts'
import { findSettings, type Search } from '../../src/tune/find-settings.ts'
import { parseGoal } from '../../src/tune/goal.ts'
import { openRealSlots, type RealWorkload } from '../support/tune/real-slots.ts'
import { measureAll } from './exhaustive.ts'
import { keepResult } from './result-file.ts'
import { WORKLOADS } from './tune-workloads.ts'

const { values } = parseArgs({
  options: {
    workloads: { type: 'string' },
    blocks: { type: 'string', default: '1' },
    finalists: { type: 'string', default: '8' },
    'final-blocks': { type: 'string', default: '5' },
    'duel-blocks': { type: 'string', default: '16' },
    'slot-seconds': { type: 'string', default: '1' },
    mode: { type: 'string', default: 'standard' },
    seed: { type: 'string', default: '1' },
  },
})
const WARM_UP_SECONDS = 0.3
/** At full speed: a broker that was just started compiles its code for so long. */
const WARM_BROKER_SLOTS = 10
const MODE = DEPTHS[values.mode as DepthName]
/** Half and one and a half times the rate are no question that measuring every combination answers. */
const DEPTH = {
  ...MODE,
  slotSeconds: Number(values['slot-seconds']),
  warmUpSeconds: WARM_UP_SECONDS,
  otherRateBlocks: 0,
}
const seed = Number(values.seed)

type Row = Awaited<ReturnType<typeof compare>>
const file = new URL('results/tune-regret.json', import.meta.url)
const kept: Row[] = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).workloads : []
const chosen =
  values.workloads?.split(',').map(Number) ??
  WORKLOADS.map((_, at) => at + 1).filter((number) => !kept.some((row) => row.number === number))
const wrong = chosen.find((number) => WORKLOADS[number - 1] === undefined)
if (wrong !== undefined) throw new Error(`--workloads: expected 1 to ${WORKLOADS.length}, got ${wrong}`)

await setup({ steps: ['packages', 'binding', 'addon', 'java'], quiet: true })
await buildIfStale()
const name = `regret-${process.pid}`
const { bootstrapServers } = await startCluster({ name, ownerPid: process.pid })
const words = process.argv.length > 2 ? ['--', ...process.argv.slice(2)] : []
const command = ['npm run check:tune-regret', ...words].join(' ')
let rows = kept
try {
  for (const number of chosen) {
    const row = await compare(number, WORKLOADS[number - 1]!)
    console.log(JSON.stringify(row))
    rows = [...rows.filter((other) => other.number !== number), row].sort((a, b) => a.number - b.number)
    keep(rows)
  }
} finally {
  await stopCluster({ name, wipe: true })
}

function keep(workloads: readonly Row[]): void {
  const medianOf = (read: (row: Row) => number | null) => {
    const all = workloads.flatMap((row) => read(row) ?? [])
    return all.length === 0 ? null : median(all)
  }
  keepResult('tune-regret', command, {
    medianRegret: medianOf(({ regret }) => regret),
    medianShareOfSlots: medianOf(({ shareOfSlots }) => shareOfSlots),
    workloads,
  })
  writeTunePage()
}

/** The tuner first, then every combination, with slots of the same length. */
async function compare(number: number, workload: RealWorkload) {
  const { goal, kind, bytes, keys, partitions } = workload
  // With idempotence each slot's producer waits half a second for its id (librdkafka's timer), a third of such a slot.
  const options = { 'bootstrap.servers': bootstrapServers, 'enable.idempotence': 'false' } as const
  const base = readBase(options, DEPTH.space)
  const search: Search = {
    goal: parseGoal(goal),
    base,
    space: DEPTH.space,
    depth: DEPTH,
    seed,
    topic: { partitions, hasKeys: keys.kind !== 'none' },
  }
  const { measure, close } = await openRealSlots(bootstrapServers, workload, search)
  try {
    for (let slot = 1; slot <= WARM_BROKER_SLOTS; slot++) {
      const mode = { kind: 'full-speed' } as const
      await measure({ phase: 'preflight', block: slot, settings: base.current, mode })
    }
    const startedMs = performance.now()
    const tuned = await findSettings(search, measure, ({ measured, estimate }) =>
      console.error(`workload ${number}: ${measured} of the combinations, about ${estimate.slots} slots`),
    ).catch((error: Error) => {
      // Nothing could be measured: that is what the tuner says of this workload.
      if (error instanceof TuneError) return error
      throw error
    })
    const tunedMs = performance.now()
    const answer = tuned instanceof TuneError ? null : tuned
    const recommended = answer?.recommended ?? base.current
    const effort = {
      blocks: Number(values.blocks),
      finalists: Number(values.finalists),
      finalBlocks: Number(values['final-blocks']),
      duelBlocks: Number(values['duel-blocks']),
    }
    const { best, duel, combinations, slots } = await measureAll(search, measure, recommended, effort)
    // In as many blocks as one look at the tuner's confirmation has: what tells the same differences apart.
    const exhaustiveSlots = combinations * MODE.confirmBlocks
    return {
      number,
      ...{ goal, kind, bytes, keys: keys.kind, partitions, isIdempotent: base.isIdempotent },
      ...{
        command,
        date: new Date().toISOString(),
        mode: values.mode,
        seed,
        slotSeconds: DEPTH.slotSeconds,
        ...effort,
      },
      verdict: answer?.verdict ?? 'not measured',
      reason: tuned instanceof TuneError ? tuned.message : null,
      resolution: answer?.resolution ?? null,
      recommended,
      found: answer?.found ?? null,
      best,
      regret: duel.ratio === null ? null : duel.ratio - 1,
      regretInterval: duel.interval?.map((end) => end - 1) ?? null,
      combinations,
      measured: answer?.tried.length ?? 0,
      tuneSlots: answer?.slots ?? null,
      tuneSeconds: (tunedMs - startedMs) / 1000,
      referenceSlots: slots,
      referenceSeconds: (performance.now() - tunedMs) / 1000,
      exhaustiveSlots,
      shareOfSlots: answer === null ? null : answer.slots / exhaustiveSlots,
    }
  } finally {
    await close()
  }
}
