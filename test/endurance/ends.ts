// Every way to end a process, or a worker, at every stage of a producer's life, a hundred times and more.
//   npm run check:ends [-- --runs 100 --rounds 20 --stage WORD]     half an hour on two cores; writes results/ends.json,
//   or results/ends-WORD.json for one stage
import { parseArgs } from 'node:util'
import { buildIfStale } from '../../scripts/build.mjs'
import { setup } from '../../scripts/setup.mjs'
import {
  expectedEnd,
  expectedWorkerEnds,
  inLanes,
  openBrokers,
  PROCESS_ENDS,
  runProcessEnd,
  runWorkerEnds,
  WORKER_ENDS,
} from '../support/ends.ts'
import { keepResult } from './result-file.ts'

const WORKERS = 8
/** The delay before the end goes through as many milliseconds: a TLS handshake is under way in some of them. */
const DELAYS_MS = 40
/** Processes at a time, beside the workers: more than there are cores, so that threads are interrupted anywhere. */
const LANES = 6

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '100' },
    rounds: { type: 'string', default: '20' },
    stage: { type: 'string' },
  },
})
const runs = Number(values.runs)
const rounds = Number(values.rounds)
const { stage } = values
const isChosen = (end: { stage: string }) => stage === undefined || end.stage === stage
const words = process.argv.length > 2 ? ['--', ...process.argv.slice(2)] : []
await setup({ steps: ['packages', 'binding', 'addon', 'java'], quiet: true })
await buildIfStale()
const brokers = await openBrokers()
const [processes, workers] = await Promise.all([endProcesses(), endWorkers()])
const bad = [...processes, ...workers].filter((row) => row.good < row.runs)
keepResult(['ends', ...(stage ? [stage] : [])].join('-'), ['npm run check:ends', ...words].join(' '), {
  processesAtATime: LANES,
  workersAtATime: WORKERS,
  connections: brokers.connections(),
  badEnds: bad.length,
  processes,
  workers,
})
await brokers.close()
for (const row of bad) console.error(JSON.stringify(row))
process.exitCode = bad.length === 0 ? 0 : 1

async function endProcesses() {
  const rows = []
  for (const end of PROCESS_ENDS.filter(isChosen)) {
    const came: string[] = []
    const delaysMs = Array.from({ length: runs }, (_, run) => run % DELAYS_MS)
    await inLanes(LANES, delaysMs, async (delayMs) => {
      came.push(await runProcessEnd(end, brokers.addressOf(end.broker), delayMs))
    })
    rows.push(toRow(end, runs, came, expectedEnd(end)))
  }
  return rows
}

async function endWorkers() {
  const rows = []
  for (const end of WORKER_ENDS.filter(isChosen)) {
    const came = await runWorkerEnds(end, brokers.addressOf(end.broker), WORKERS, rounds)
    const good = came === expectedWorkerEnds(WORKERS, rounds) ? WORKERS * rounds : 0
    rows.push({ ...end, runs: WORKERS * rounds, good, ends: { [came]: 1 } })
    console.log(JSON.stringify(rows.at(-1)))
  }
  return rows
}

function toRow<End>(end: End, all: number, came: readonly string[], expected: string) {
  const ends: Record<string, number> = {}
  for (const each of came) ends[each] = (ends[each] ?? 0) + 1
  const row = { ...end, runs: all, good: ends[expected] ?? 0, ends }
  console.log(JSON.stringify(row))
  return row
}
