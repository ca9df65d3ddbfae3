// 100,000 random configurations: our verdict beside the real library's, which makes a client and a topic of each.
// Run: node --import tsx scripts/verdicts.ts [--count N] [--seed N]; writes docs/measurements/config-verdicts.json
import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import fc from 'fast-check'
import { GROUNDS } from '../src/config/problem.js'
import { VERSION } from '../src/version.js'
import { compare, LIBRDKAFKA, PRESET_NAMES } from '../test/support/verdicts/compare.js'
import { configuration } from '../test/support/verdicts/configurations.js'
import { LEFT_OUT } from '../test/support/verdicts/values.js'

const TARGET = new URL('../docs/measurements/config-verdicts.json', import.meta.url)
const { values } = parseArgs({
  options: { count: { type: 'string', default: '100000' }, seed: { type: 'string', default: '20260801' } },
})
const [count, seed] = [Number(values.count), Number(values.seed)]

const outcomes: Record<string, number> = {}
const grounds: Record<string, number> = {}
const wrong: unknown[] = []
const startedMs = Date.now()
const cases = fc.sample(fc.tuple(configuration, fc.constantFrom(...PRESET_NAMES)), { numRuns: count, seed })
for (const [index, [options, preset]] of cases.entries()) {
  const { outcome, library } = compare(options, preset)
  const kind = outcome.startsWith('WRONG') ? 'wrong' : outcome.replace(/:.*/, '')
  for (const ground of kind === 'stricter' ? outcome.slice(kind.length + 2).split(', ') : []) {
    grounds[ground] = (grounds[ground] ?? 0) + 1
  }
  outcomes[kind] = (outcomes[kind] ?? 0) + 1
  if (kind === 'wrong' && wrong.length < 20) wrong.push({ options, preset, outcome, library })
  if ((index + 1) % 10_000 === 0) console.log(`${index + 1}: ${JSON.stringify(outcomes)}`)
}

const result = {
  about:
    'Random configurations: what lingerbus says beside what librdkafka says, which makes a client and a topic of each. Accepted ones are also made with the properties that a preset adds.',
  command: `node --import tsx scripts/verdicts.ts --count ${count} --seed ${seed}`,
  seed,
  count,
  versions: { lingerbus: VERSION, node: process.versions.node, librdkafka: LIBRDKAFKA },
  date: new Date().toISOString(),
  seconds: Math.round((Date.now() - startedMs) / 1000),
  outcomes: Object.fromEntries(Object.entries(outcomes).sort(([a], [b]) => a.localeCompare(b))),
  stricter: Object.fromEntries(
    Object.entries(GROUNDS)
      .filter(([, ground]) => 'stricter' in ground)
      .map(([name, { why }]) => [name, { configurations: grounds[name] ?? 0, why }]),
  ),
  leftOut: LEFT_OUT,
  wrong,
}
if (count >= 100_000) writeFileSync(TARGET, `${JSON.stringify(result, null, 2)}\n`)
console.log(JSON.stringify(result, null, 2))
process.exitCode = wrong.length === 0 ? 0 : 1
