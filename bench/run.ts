// Measures how fast lingerbus is beside a C program on the same librdkafka, and writes bench/results/NAME.json.
//   npm run bench:engine [-- [NAME …] [--scale 0.05] [--rounds 5] [--seed 1] [--only c,native]]
// NAMEs are (beginnings of) trials' names; all of them unless told. Then: node bench/render.mjs
import { mkdirSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { buildIfStale } from '../scripts/build.mjs'
import { setup } from '../scripts/setup.mjs'
import { endRunning } from './driver-process.ts'
import { type Result, resultSchema, type Slot } from './result.ts'
import { type Plan, runTrial } from './run-trial.ts'
import { MOCK, startBroker, type Target } from './target.ts'
import { say, sayBound, sayFormula, sayRange, sayVerdict } from './text.mjs'
import { TRIALS, type Trial } from './trials.ts'

const { values, positionals } = parseArgs({
  options: {
    scale: { type: 'string', default: '1' },
    rounds: { type: 'string', default: '5' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string', default: '' },
  },
  allowPositionals: true,
})
const chosen = TRIALS.filter(
  ({ name }) => positionals.length === 0 || positionals.some((word) => name.startsWith(word)),
)
const isUnknown = (word: string) => !TRIALS.some(({ name }) => name.startsWith(word))
const scale = Number(values.scale)
const rounds = Number(values.rounds)
if (positionals.some(isUnknown) || !(scale > 0) || !(rounds >= 1)) {
  console.error(
    `usage: npm run bench:engine -- [NAME …] [--scale 0.05] [--rounds 5] [--seed 1] [--only c,native]`,
  )
  console.error(`NAME is one of\n  ${TRIALS.map(({ name }) => name).join('\n  ')}`)
  process.exit(2)
}
const interruption = new AbortController()
const plan: Plan = {
  command: [
    'npm run bench:engine',
    ...(process.argv.length > 2 ? ['--', ...process.argv.slice(2)] : []),
  ].join(' '),
  seed: Number(values.seed),
  rounds,
  scale,
  only: values.only.split(',').filter((word) => word !== ''),
  onSlot: printSlot,
  signal: interruption.signal,
}

// Ctrl-C ends the slot that runs and drops its trial; the broker goes in the `finally` below.
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    interruption.abort()
    endRunning()
  })
}

const needsBroker = chosen.some(({ target }) => target === 'broker')
await setup({ steps: needsBroker ? undefined : ['packages', 'binding'], quiet: true })
await buildIfStale()
const targets: Record<Trial['target'], Target | null> = { mock: MOCK, broker: null }
const results: Result[] = []
try {
  if (needsBroker) targets.broker = await startBroker()
  for (const trial of chosen) {
    console.log(`\n${trial.name}: ${trial.title} (${trial.target})`)
    const result = await runTrial(trial, targets[trial.target]!, plan)
    results.push(result)
    write(result)
    printResult(result)
  }
} catch (error) {
  if (!interruption.signal.aborted) throw error
} finally {
  await targets.broker?.close()
}

const missed = results.flatMap(({ name, goals }) =>
  goals.filter(({ met }) => met !== true).map((goal) => ({ name, ...goal })),
)
for (const { name, line, bound, value, met } of missed) {
  const how = met === null ? 'not measured: a contender could not run' : `MISSED, ${sayRange(value)}`
  console.log(`${name}: ${line}: goal ${sayBound(bound)}, ${how}`)
}
process.exit(interruption.signal.aborted ? 130 : 0)

function write(result: Result): void {
  const folder = new URL('results/', import.meta.url)
  mkdirSync(folder, { recursive: true })
  const text = JSON.stringify(resultSchema.parse(result), null, 2)
  writeFileSync(new URL(`${result.name}.json`, folder), `${text}\n`)
}

function printSlot(slot: Slot): void {
  const figures =
    slot.void ?? `${say(slot.rate!)}/s, ${say(slot.cpuUs!)} µs CPU, load ${say(slot.loadBefore)}`
  console.log(`  round ${slot.round}  ${slot.contender.padEnd(20)} ${figures}`)
}

function printResult({ contenders, goals }: Result): void {
  for (const { name, leftOut, figures, rateToFirst } of contenders) {
    const text = leftOut
      ? `could not run: ${leftOut}`
      : `${sayRange(figures.rate)} msg/s; ÷ ${contenders[0]!.name}: ${sayRange(rateToFirst)}; CPU ${sayRange(figures.cpuUs)} µs`
    console.log(`  ${name.padEnd(20)} ${text}`)
  }
  for (const goal of goals) {
    const [verdict, value] = [sayVerdict(goal).replaceAll('*', ''), sayRange(goal.value)]
    console.log(`  goal ${sayBound(goal.bound)} (${sayFormula(goal)}): ${value} ${verdict}`)
  }
}
