// Random calls on both engines; writes test/fuzz/result.json when each engine had all of its calls.
//   npm run fuzz [-- [native] [binding] [--calls 100000] [--seed 1]]
import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { describeVersions } from '../../bench/machine.ts'
import { setup } from '../../scripts/setup.mjs'
import { describeMachine } from '../../src/measure/machine.js'
import { fuzz, type Outcome } from './fuzz.ts'

const ENGINES = ['native', 'binding'] as const
const CALLS = 100_000

const { values, positionals } = parseArgs({
  options: { calls: { type: 'string', default: `${CALLS}` }, seed: { type: 'string', default: '1' } },
  allowPositionals: true,
})
await setup({ steps: ['packages', 'binding', 'addon'], quiet: true })
const engines = ENGINES.filter((engine) => positionals.length === 0 || positionals.includes(engine))
const results: Outcome[] = []
for (const engine of engines) {
  const outcome = await fuzz(engine, Number(values.seed), Number(values.calls))
  results.push(outcome)
  const { calls, seconds, seed, crashes, faults } = outcome
  console.log(
    `${engine}: ${calls} calls from seed ${seed} in ${seconds} s, ${crashes.length} crashes, ${faults.length} faults`,
  )
  for (const crash of crashes) console.log(`  ${crash}`)
  for (const { seed, call, name, what } of faults)
    console.log(`  seed ${seed}, call ${call}, ${name}: ${what}`)
}
if (engines.length === ENGINES.length && Number(values.calls) === CALLS) keepResult()
process.exitCode = results.some(({ crashes, faults }) => crashes.length + faults.length > 0) ? 1 : 0

function keepResult(): void {
  const { lingerbus, node, librdkafka, ...rest } = describeVersions()
  const result = {
    generatedBy: 'test/fuzz/main.ts',
    command: `npm run fuzz -- --seed ${values.seed}`,
    date: new Date().toISOString(),
    machine: describeMachine(),
    versions: { lingerbus, node, librdkafka, confluent: rest['@confluentinc/kafka-javascript'] },
    results: results.map((result) => ({ ...result, outcomes: sorted(result.outcomes) })),
  }
  writeFileSync(new URL('result.json', import.meta.url), `${JSON.stringify(result, null, 2)}\n`)
}

function sorted(outcomes: Record<string, number>): Record<string, number> {
  return Object.fromEntries(Object.entries(outcomes).sort(([one], [other]) => (one < other ? -1 : 1)))
}
