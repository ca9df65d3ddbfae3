// Measures the presets against each other on a real broker: rate, latency, CPU, messages a request.
//   npm run bench:presets [-- --rounds 5 --scale 1]; then: node --import tsx scripts/render-configuration.ts
import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { buildIfStale } from '../scripts/build.mjs'
import { setup } from '../scripts/setup.mjs'
import { PRESETS } from '../src/config/presets.js'
import { describeMachine } from '../src/measure/machine.js'
import { round } from '../src/measure/statistics.js'
import { describeVersions } from './machine.ts'
import type { PresetFigures, PresetsResult } from './presets-result.ts'
import { startBroker } from './target.ts'

const TARGET = new URL('../docs/measurements/presets.json', import.meta.url)
const DRIVER = fileURLToPath(new URL('drivers/preset.ts', import.meta.url))
const FLOOD = { messages: 500_000, bytes: 200 }
const PACED = { messages: 5000, messagesPerSecond: 500 }
const FIGURES = ['rate', 'cpuUs', 'messagesPerRequest', 'bytesPerMessage', 'p50Ms', 'p99Ms'] as const

const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '5' }, scale: { type: 'string', default: '1' } },
})
const [rounds, scale] = [Number(values.rounds), Number(values.scale)]
const names = Object.keys(PRESETS)
type Figures = Record<(typeof FIGURES)[number], number>
const slots: { mode: string; preset: string; figures: Figures }[] = []

await setup({ quiet: true })
await buildIfStale()
const target = await startBroker()
try {
  for (let turn = 0; turn < rounds; turn++) {
    for (const mode of ['flood', 'paced']) {
      // Another one begins each time: whoever is always first finds another machine than whoever is always last.
      for (const preset of [...names.slice(turn % names.length), ...names.slice(0, turn % names.length)]) {
        const figures = measure(mode, preset)
        slots.push({ mode, preset, figures })
        console.log(mode, preset, FIGURES.map((name) => `${name} ${round(figures[name])}`).join(', '))
      }
    }
  }
} finally {
  await target.close()
}

const flags = process.argv.slice(2)
const result: PresetsResult = {
  about:
    'The presets, with nothing else set, on one real broker of this machine; each slot in a process of its own.',
  command: ['npm run bench:presets', ...(flags.length === 0 ? [] : ['--', ...flags])].join(' '),
  date: new Date().toISOString(),
  rounds,
  scale,
  machine: describeMachine(),
  versions: describeVersions(),
  flood: { ...FLOOD, messages: FLOOD.messages * scale, presets: names.map((name) => summary('flood', name)) },
  paced: { ...PACED, messages: PACED.messages * scale, presets: names.map((name) => summary('paced', name)) },
}
writeFileSync(TARGET, `${JSON.stringify(result, null, 2)}\n`)

function measure(mode: string, preset: string): Figures {
  const { messages } = mode === 'flood' ? FLOOD : PACED
  const output = execFileSync(
    process.execPath,
    [
      ...['--import', 'tsx', DRIVER, '--preset', preset, '--mode', mode, '--topic', `presets-${mode}`],
      ...['--servers', target.settings['bootstrap.servers']!, '--messages', `${messages * scale}`],
      ...['--rate', `${PACED.messagesPerSecond}`, '--bytes', `${FLOOD.bytes}`],
    ],
    { encoding: 'utf8', timeout: 180_000 },
  )
  return JSON.parse(output) as Figures
}

function summary(mode: string, preset: string): PresetFigures {
  const own = slots.filter((slot) => slot.mode === mode && slot.preset === preset)
  const ranges = FIGURES.map((name) => {
    const sorted = own.map(({ figures }) => figures[name]).sort((a, b) => a - b)
    const median = sorted[Math.floor(sorted.length / 2)]!
    return [name, { median: round(median), min: round(sorted[0]!), max: round(sorted.at(-1)!) }]
  })
  return { preset, ...Object.fromEntries(ranges) } as PresetFigures
}
