// Real A/A runs: identical settings against themselves on the embedded cluster, so many times. Any difference that is
// claimed is false. Writes bench/results/aa/summary.json. It wants a quiet machine, and an hour.
//   npm run bench:aa [-- --runs 20 --blocks 5 --slot-seconds 5]
import { spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { buildIfStale } from '../scripts/build.mjs'
import { setup } from '../scripts/setup.mjs'
import { compare, JUDGED, resolution } from '../src/measure/compare.js'
import { readResult } from '../src/measure/result.js'
import { round } from '../src/measure/statistics.js'
import type { AASummary } from './aa-result.ts'

const CLI = fileURLToPath(new URL('../dist/cli.js', import.meta.url))
const FOLDER = new URL('results/aa/', import.meta.url)

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '20' },
    blocks: { type: 'string', default: '5' },
    'slot-seconds': { type: 'string', default: '5' },
  },
})
const numbers = [values.runs, values.blocks, values['slot-seconds']].map(Number)
if (!numbers.every((number) => number > 0)) {
  console.error('usage: npm run bench:aa -- [--runs 20] [--blocks 5] [--slot-seconds 5]')
  process.exit(2)
}
await setup({ steps: ['packages', 'binding', 'addon'], quiet: true })
await buildIfStale()

/** Half of the runs at a set rate, half at full speed: their noise is not the same. */
const MODES = [['--rate', '10000'], ['--full-speed']] as const
const runs: AASummary['runs'] = []
let machine: AASummary['machine'] | undefined
let versions: AASummary['versions'] | undefined
for (let seed = 1; seed <= Number(values.runs); seed++) {
  const mode = MODES[seed % 2]!
  const words = [
    'bench',
    '--aa',
    ...mode,
    '--blocks',
    values.blocks,
    '--slot-seconds',
    values['slot-seconds'],
  ]
  const flags = [...words, '--seed', `${seed}`, '--format', 'json', '-q']
  // Exit code 1: all slots of one are void. That is a run without a claim, and is kept as such.
  const { stdout, stderr } = spawnSync(process.execPath, [CLI, ...flags], {
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  })
  if (stdout === '') throw new Error(stderr)
  const result = readResult(stdout, `run ${seed}`)
  const comparisons = compare(result)
  machine = result.machine
  versions = { ...result.versions, ...result.contenders[0]!.versions }
  const run = {
    seed,
    mode: result.mode.kind,
    voided: result.slots.filter((slot) => slot.void !== null).length,
    claims: comparisons
      .filter(({ claim }) => claim !== 'none')
      .map(({ figure, claim }) => `${figure} ${claim}`),
    resolution: JUDGED[result.mode.kind].map((figure) => {
      const least = resolution(comparisons, figure)
      return { figure, share: least === null ? null : round(least) }
    }),
  }
  runs.push(run)
  console.log(JSON.stringify(run))
}
const summary: AASummary = {
  command: `npm run bench:aa${process.argv.length > 2 ? ` -- ${process.argv.slice(2).join(' ')}` : ''}`,
  date: new Date().toISOString(),
  machine: machine!,
  versions: versions!,
  blocks: Number(values.blocks),
  slotSeconds: Number(values['slot-seconds']),
  withClaims: runs.filter(({ claims }) => claims.length > 0).length,
  runs,
}
mkdirSync(FOLDER, { recursive: true })
writeFileSync(new URL('summary.json', FOLDER), `${JSON.stringify(summary, null, 1)}\n`)
console.log(`${summary.withClaims} of ${runs.length} runs claimed a difference`)
