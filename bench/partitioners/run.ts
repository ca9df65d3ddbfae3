// Measures the partitioners and writes bench/results/partitioners/*.json; then render.mjs writes them into
// docs/partitioners.md. Run: npm run bench:partitioners [-- micro|rates|places …] [--scale 0.1] (six minutes)
import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { loadavg } from 'node:os'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { buildIfStale } from '../../scripts/build.mjs'
import { describeMachine } from '../../src/measure/machine.js'
import { round } from '../../src/measure/statistics.js'
import { describeVersions } from '../machine.ts'
import { MOCK, startBroker, type Target } from '../target.ts'
import type { DriverAnswer, DriverTask } from './driver.ts'

const FOLDER = new URL('../results/partitioners/', import.meta.url)
const ROUNDS = 5
const HASHES = [
  'empty loop',
  'murmur2, bytes',
  'murmur2, text',
  'murmurhash-js, from bytes',
  'murmurhash-js, ASCII text at hand',
  'crc32, bytes',
  'fnv1a, bytes',
  'uniform_sticky',
  'round_robin',
  'an engine that does nothing',
  'the same behind uniform_sticky',
]
const LIMITS = [16_384, 65_536, 131_072, 262_144, 1_000_000]
const MESSAGES = 2_000_000
const SETTINGS = { 'linger.ms': 5, 'enable.idempotence': true, engine: 'native' } as const

const { values, positionals } = parseArgs({
  options: { scale: { type: 'string', default: '1' } },
  allowPositionals: true,
})
const scale = Number(values.scale)
const parts: Record<string, () => unknown> = { micro, rates, places }
const wanted = positionals.length === 0 ? Object.keys(parts) : positionals
await buildIfStale()
mkdirSync(FOLDER, { recursive: true })
for (const name of wanted) {
  const loadBefore = round(loadavg()[0]!)
  const figures = await parts[name]!()
  const result = {
    name,
    command: `npm run bench:partitioners -- ${name}`,
    date: new Date().toISOString().slice(0, 10),
    scale,
    loadBefore,
    machine: describeMachine(),
    versions: describeVersions(),
    figures,
  }
  writeFileSync(
    new URL(`${name}.json`, FOLDER),
    `${JSON.stringify(result, null, name === 'places' ? 0 : 2)}\n`,
  )
}

function micro() {
  return {
    keyBytes: 36,
    rounds: ROUNDS,
    nanoseconds: interleaved(HASHES, (name) => ({ ns: drive<{ ns: number }>('micro.ts', name).ns })),
  }
}

/** Idempotent, as by default: librdkafka's own sticky beside ours, by byte limit; and a plug-in beside its twin in C. */
async function rates() {
  const broker = await startBroker()
  try {
    return {
      rounds: ROUNDS,
      messages: MESSAGES * scale,
      valueBytes: 100,
      mock: sticky(MOCK, 'bench'),
      broker: sticky(broker, 'bench'),
      plugIn: {
        bytes: plugIn('bytes'),
        text: plugIn('text'),
      },
    }
  } finally {
    await broker.close()
  }
}

function sticky(target: Target, topic: string) {
  const contenders: Record<string, DriverTask['partitioner']> = {
    "librdkafka's own sticky": 'murmur2_random',
  }
  for (const bytes of LIMITS) contenders[`uniform_sticky, ${bytes} bytes`] = { name: 'uniform_sticky', bytes }
  contenders.adaptive_sticky = 'adaptive_sticky'
  contenders.round_robin = 'round_robin'
  return interleaved(Object.keys(contenders), (name) =>
    measure(target, { topic, partitioner: contenders[name]!, keys: 'none' }),
  )
}

function plugIn(keys: 'bytes' | 'text') {
  const contenders: Record<string, DriverTask['partitioner']> = {
    'murmur2_random in C': 'murmur2_random',
    'murmur2 as { hash }': 'murmur2 as a plug-in',
  }
  return interleaved(Object.keys(contenders), (name) =>
    measure(MOCK, { topic: 'bench', partitioner: contenders[name]!, keys }),
  )
}

function measure(target: Target, task: Pick<DriverTask, 'topic' | 'partitioner' | 'keys'>): DriverAnswer {
  const whole: DriverTask = {
    ...task,
    settings: { ...SETTINGS, ...target.settings },
    messages: MESSAGES * scale,
    warmUp: 100_000 * scale,
    valueBytes: 100,
  }
  return drive<DriverAnswer>('driver.ts', JSON.stringify(whole))
}

function places() {
  const even = { settings: {}, slow: false, showMs: 100 }
  const late = { settings: {}, slow: true, showMs: 1000 }
  const cases = {
    random: { ...even, partitioner: 'random', settings: { 'sticky.partitioning.linger.ms': 0 } },
    round_robin: { ...even, partitioner: 'round_robin' },
    "librdkafka's sticky": { ...even, partitioner: 'murmur2_random' },
    uniform_sticky: { ...even, partitioner: { name: 'uniform_sticky', bytes: 16_384 } },
    'uniform_sticky, one slow': { ...late, partitioner: { name: 'uniform_sticky', bytes: 16_384 } },
    'adaptive_sticky, one slow': { ...late, partitioner: { name: 'adaptive_sticky', bytes: 16_384 } },
  }
  return Object.fromEntries(
    Object.entries(cases).map(([name, task]) => [name, drive<object>('places.ts', JSON.stringify(task))]),
  )
}

/** One after the other, round after round, so that what disturbs the machine disturbs all; ratios by round. */
function interleaved<Answer extends object>(names: readonly string[], run: (name: string) => Answer) {
  const answers = new Map(names.map((name) => [name, [] as Answer[]]))
  for (let at = 0; at < ROUNDS; at++) {
    for (const name of names) {
      answers.get(name)!.push(run(name))
      process.stderr.write(`${at + 1}/${ROUNDS} ${name}\n`)
    }
  }
  const first = answers.get(names[0]!)!
  return names.map((name) => {
    const own = answers.get(name)!
    const figures = Object.keys(own[0]!).filter((key) => typeof own[0]![key as keyof Answer] === 'number')
    const range = (of: (answer: Answer, at: number) => number) => {
      const sorted = own.map(of).sort((a, b) => a - b)
      return {
        median: round(sorted[(sorted.length - 1) >> 1]!),
        min: round(sorted[0]!),
        max: round(sorted.at(-1)!),
      }
    }
    const value = (answer: Answer, key: string) => answer[key as keyof Answer] as number
    return {
      name,
      ...Object.fromEntries(figures.map((key) => [key, range((answer) => value(answer, key))])),
      ...('rate' in own[0]!
        ? { rateToFirst: range((answer, at) => value(answer, 'rate') / value(first[at]!, 'rate')) }
        : {}),
    }
  })
}

function drive<Answer>(file: string, argument: string): Answer {
  const script = fileURLToPath(new URL(file, import.meta.url))
  const output = execFileSync(process.execPath, ['--import', 'tsx', script, argument], {
    encoding: 'utf8',
    timeout: 120_000,
    stdio: ['ignore', 'pipe', 'inherit'],
    maxBuffer: 2 ** 26,
  })
  return JSON.parse(output.trim().split('\n').at(-1)!) as Answer
}
