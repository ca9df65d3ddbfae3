// Measures what a start costs: importing the package beside the official one, and making a producer.
//   npm run bench:start [-- --rounds 21]; writes docs/measurements/start.json
import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { buildIfStale } from '../scripts/build.mjs'
import { describeMachine } from '../src/measure/machine.js'
import { round } from '../src/measure/statistics.js'
import { describeVersions } from './machine.ts'

const TARGET = new URL('../docs/measurements/start.json', import.meta.url)
const GOALS = { importMs: 60, constructMs: 5 }
const MAKE =
  "const make = () => { const at = performance.now(); const one = new Producer({ 'bootstrap.servers': '127.0.0.1:1', engine: ENGINE }); one.on('error', () => {}); all.push(one); return performance.now() - at }; const all = []"

/** Each in a process of its own; prints milliseconds. */
const PROGRAMS = {
  official: "await import('@confluentinc/kafka-javascript'); print()",
  lingerbus: "await import('lingerbus'); print()",
  // With the official package's native module, which the first producer loads.
  'lingerbus and the first producer': `const { Producer } = await import('lingerbus'); const ENGINE = 'native'; ${MAKE}; make(); print(); await Promise.all(all.map((each) => each.close({ timeoutMs: 0 })))`,
  'a producer on native': `const { Producer } = await import('lingerbus'); const ENGINE = 'native'; ${MAKE}; make(); const each = Array.from({ length: 20 }, make).sort((a, b) => a - b); print(each[10]); await Promise.all(all.map((each) => each.close({ timeoutMs: 0 })))`,
  'a producer on binding': `const { Producer } = await import('lingerbus'); const ENGINE = 'binding'; ${MAKE}; make(); const each = Array.from({ length: 20 }, make).sort((a, b) => a - b); print(each[10]); await Promise.all(all.map((each) => each.close({ timeoutMs: 0 })))`,
}

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '21' } } })
const rounds = Number(values.rounds)
const names = Object.keys(PROGRAMS) as (keyof typeof PROGRAMS)[]
const times = new Map<string, number[]>(names.map((name) => [name, []]))

await buildIfStale()
for (let turn = 0; turn < rounds; turn++) for (const name of names) times.get(name)!.push(run(PROGRAMS[name]))

const beyond = times.get('lingerbus')!.map((each, at) => each - times.get('official')![at]!)
const withFirst = times
  .get('lingerbus and the first producer')!
  .map((each, at) => each - times.get('official')![at]!)
const result = {
  about:
    'Milliseconds, each program in a process of its own, in turns; a producer is the median of 20 in its process, after one.',
  command: `npm run bench:start -- --rounds ${rounds}`,
  date: new Date().toISOString(),
  rounds,
  machine: describeMachine(),
  versions: describeVersions(),
  milliseconds: Object.fromEntries(names.map((name) => [name, range(times.get(name)!)])),
  'lingerbus − official': range(beyond),
  'lingerbus and the first producer − official': range(withFirst),
  goals: {
    [`importing takes at most ${GOALS.importMs} ms more than the official package`]:
      median(beyond) <= GOALS.importMs,
    [`making a producer takes at most ${GOALS.constructMs} ms`]: [
      'a producer on native',
      'a producer on binding',
    ].every((name) => median(times.get(name)!) <= GOALS.constructMs),
  },
}
writeFileSync(TARGET, `${JSON.stringify(result, null, 2)}\n`)
console.log(JSON.stringify(result, null, 2))

function run(program: string): number {
  const code = `const startedMs = performance.now(); const print = (ms = performance.now() - startedMs) => console.log(ms); ${program}`
  const output = execFileSync(process.execPath, ['--input-type=module', '-e', code], {
    encoding: 'utf8',
    cwd: new URL('..', import.meta.url),
  })
  return Number(output.trim().split('\n').at(-1))
}

function range(values: readonly number[]) {
  return { median: round(median(values)), min: round(Math.min(...values)), max: round(Math.max(...values)) }
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!
}
