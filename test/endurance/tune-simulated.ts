// The tuner on simulated workloads that nobody looked at while it was made: seeds 451 to 650. (Its rounds were chosen on 1 to 250; 251 to 450 showed
// that one block in the first round was too little.)
//   npm run check:tune-simulated [-- --from 451 --to 650]     half a minute; writes results/tune-simulated.json
import { parseArgs } from 'node:util'
import { writeTunePage } from '../../scripts/tune-page.ts'
import { median } from '../../src/measure/statistics.js'
import { runSimulated, type SimulatedRun } from '../support/tune/simulated-run.ts'
import { keepResult } from './result-file.ts'

const { values } = parseArgs({
  options: { from: { type: 'string', default: '451' }, to: { type: 'string', default: '650' } },
})
const from = Number(values.from)
const seeds = Array.from({ length: Number(values.to) - from + 1 }, (_, at) => from + at)
const NOISES = [0.02, 0.05, 0.1, 0.2]
const GOALS = ['latency', 'max-throughput', 'min-cpu'] as const

const rows = []
for (const noise of NOISES) {
  const runs = []
  for (const seed of seeds) runs.push(await runSimulated(seed, noise))
  rows.push(rowOf(noise, 'all', runs))
  for (const goal of GOALS)
    rows.push(
      rowOf(
        noise,
        goal,
        runs.filter((run) => run.goal === goal),
      ),
    )
}
for (const row of rows) console.log(JSON.stringify(row))
const words = process.argv.length > 2 ? ['--', ...process.argv.slice(2)] : []
keepResult('tune-simulated', ['npm run check:tune-simulated', ...words].join(' '), {
  seeds: [seeds[0], seeds.at(-1)],
  rows,
})
writeTunePage()

function rowOf(noise: number, goal: string, runs: readonly SimulatedRun[]) {
  const count = (isOne: (run: SimulatedRun) => boolean) => runs.filter(isOne).length
  return {
    noise,
    goal,
    workloads: runs.length,
    within5Percent: count(({ regret }) => regret <= 0.05),
    better: count(({ outcome }) => outcome.verdict === 'better'),
    keep: count(({ outcome }) => outcome.verdict === 'keep'),
    tooNoisy: count(({ outcome }) => outcome.verdict === 'too-noisy'),
    /** Called better, and is not. */
    falseClaims: count(({ outcome, foundToCurrent }) => outcome.verdict === 'better' && foundToCurrent >= 1),
    /** Answers, and not `too-noisy`, that are dearer than the best by more than 5 %. */
    wrongAnswers: count(({ outcome, regret }) => outcome.verdict !== 'too-noisy' && regret > 0.05),
    medianShare: median(runs.map(({ share }) => share)),
    mostShare: Math.max(...runs.map(({ share }) => share)),
  }
}
