// Writes what the tuner's long runs gave into docs/tune.md, from the result files. Run: node --import tsx scripts/tune-page.ts
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Answer } from '../src/tune/answer.ts'
import type { Repeated } from '../test/endurance/confirm-again.ts'
import { table, withBlocks } from './blocks.js'

interface About {
  readonly command: string
  readonly date: string
  readonly machine: { readonly cpu: string; readonly cores: number; readonly os: string }
}
interface Simulated extends About {
  readonly seeds: readonly [number, number]
  readonly rows: readonly SimulatedRow[]
}
interface SimulatedRow {
  readonly noise: number
  readonly goal: string
  readonly workloads: number
  readonly within5Percent: number
  readonly tooNoisy: number
  readonly wrongAnswers: number
  readonly falseClaims: number
  readonly medianShare: number
}
interface Regret extends About {
  readonly medianRegret: number | null
  readonly medianShareOfSlots: number | null
  readonly workloads: readonly RegretRow[]
}
interface RegretRow {
  readonly goal: string
  readonly kind: string
  readonly bytes: number
  readonly keys: string
  readonly partitions: number
  readonly mode: string
  readonly slotSeconds: number
  readonly verdict: string
  readonly regret: number | null
  readonly regretInterval: readonly [number, number] | null
  readonly combinations: number
  readonly blocks: number
  readonly finalBlocks: number
  readonly duelBlocks: number
  readonly tuneSlots: number | null
  readonly referenceSlots: number
  readonly shareOfSlots: number | null
}
interface Real extends About {
  readonly goal: string
  readonly mode: string
  readonly slotSeconds: number
  readonly tuneSeconds: number
  readonly answer: Answer
  readonly repeated: readonly Repeated[]
}

const GOALS: Readonly<Record<string, string>> = { all: 'all goals', latency: 'p99 ≤ 20 ms' }

function read<Result>(name: string): Result | null {
  const file = new URL(`../test/endurance/results/${name}.json`, import.meta.url)
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : null
}

export function renderTunePage(page: string): string {
  return withBlocks(page, {
    simulated: simulated(read<Simulated>('tune-simulated')!),
    regret: regret(read<Regret>('tune-regret')),
    real: real(read<Real>('tune-real')),
  })
}

function simulated({ rows, seeds, ...about }: Simulated): string {
  const cells = rows.map((row) => [
    percent(row.noise),
    GOALS[row.goal] ?? row.goal,
    `${row.within5Percent} of ${row.workloads}`,
    `${row.tooNoisy}`,
    `${row.wrongAnswers}`,
    `${row.falseClaims}`,
    percent(row.medianShare),
  ])
  const heads = [
    'noise of a slot',
    'goal',
    'within 5 % of the best',
    'too noisy',
    'an answer, but dearer by more than 5 %',
    'called better, but is not',
    'slots, of all combinations in 8 blocks',
  ]
  const [least, low] = rows.filter(({ goal }) => goal === 'all')
  const near = ({ within5Percent, workloads }: SimulatedRow) =>
    `${((100 * within5Percent) / workloads).toFixed(1)} %`
  return [
    table(heads, cells),
    '',
    `Within 5 % of the best: ${near(least!)} at ${percent(least!.noise)} noise, ${near(low!)} at ${percent(low!.noise)}.`,
    `Seeds ${seeds.join(' to ')}: ${source(about)}`,
  ].join('\n')
}

function regret(result: Regret | null): string {
  if (result === null) return 'Not measured yet: `npm run check:tune-regret`.'
  const { workloads, medianRegret, medianShareOfSlots } = result
  const rows = workloads.map((row) => [
    `\`${row.goal}\`, ${row.kind} of ${row.bytes} bytes, ${row.keys === 'none' ? 'no' : row.keys} keys, ${row.partitions} ${row.partitions === 1 ? 'partition' : 'partitions'}`,
    row.verdict,
    dearer(row),
    `${row.combinations} × ${row.blocks} blocks, the best ones in ${row.finalBlocks} more, the two in ${row.duelBlocks}, of ${row.slotSeconds} s`,
    `${row.tuneSlots ?? '–'}`,
    row.shareOfSlots === null ? '–' : percent(row.shareOfSlots),
  ])
  const heads = [
    'workload',
    'verdict',
    'dearer than the best found',
    'measured to know the best',
    "the tuner's slots",
    'of all combinations in 8 blocks',
  ]
  const median = (value: number | null) => (value === null ? '–' : percent(value))
  const sum = `Medians: ${median(medianRegret)} dearer, at ${median(medianShareOfSlots)} of the slots. ${source(result)}`
  return [table(heads, rows), '', sum].join('\n')
}

function dearer({ regret, regretInterval }: RegretRow): string {
  if (regret === null) return '–'
  if (regret === 0) return 'the same'
  const range = regretInterval === null ? '' : ` (${regretInterval.map(percent).join(' to ')})`
  return `${percent(regret)}${range}`
}

function real(result: Real | null): string {
  if (result === null) return 'Not measured yet: `npm run check:tune-real`.'
  const { answer, repeated, mode, slotSeconds, tuneSeconds } = result
  const settings = (all: Answer['current']) =>
    `\`${Object.entries(all)
      .map((pair) => pair.join('='))
      .join(' ')}\``
  const times = repeated.map(({ ratio, interval, blocks, holds, seed }) => {
    const range = interval === null ? '' : ` (${interval.map((end) => end.toFixed(2)).join('–')})`
    return `- Seed ${seed}, ${blocks} fresh blocks: ${ratio === null ? 'too few slots counted' : `${ratio.toFixed(2)} ×${range}`}: ${holds ? 'the claim holds' : 'the claim does not hold'}.`
  })
  return [
    `Goal: ${answer.goal}; mode ${mode}, slots of ${slotSeconds} s; ${answer.slots} slots, ${Math.round(tuneSeconds / 60)} minutes.`,
    `From ${settings(answer.current)}: *${answer.verdict}*, ${settings(answer.recommended)}. Measured once more, what decides divided by what it was:`,
    '',
    ...(times.length > 0 ? times : ['- Not repeated: there was nothing to repeat.']),
    '',
    source(result),
  ].join('\n')
}

function source({ command, date, machine: { cpu, cores, os } }: About): string {
  return `\`${command}\`, ${date.slice(0, 10)}, ${cores} cores of ${cpu}, ${os}.`
}

function percent(share: number): string {
  return `${Number((share * 100).toPrecision(2))} %`
}

const PAGE = new URL('../docs/tune.md', import.meta.url)

/** After each long run as well: the page and the results never part. */
export function writeTunePage(): void {
  writeFileSync(PAGE, renderTunePage(readFileSync(PAGE, 'utf8')))
}
if (process.argv[1] === fileURLToPath(import.meta.url)) writeTunePage()
