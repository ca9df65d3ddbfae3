// Where the producing thread's time goes, ours beside C's, and writes bench/results/profile/profile.json.
//   npm run bench:profile        (a minute; needs perf: apt-get install linux-perf)
// Then: node bench/render.mjs
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { buildIfStale } from '../scripts/build.mjs'
import { setup } from '../scripts/setup.mjs'
import { describeMachine } from '../src/measure/machine.js'
import { round } from '../src/measure/statistics.js'
import { type Contender, c, commandOf, native } from './contenders.ts'
import type { Figures } from './drivers/figures.ts'

import { describeVersions } from './machine.ts'
import { profileSchema } from './profile-result.ts'
import { MOCK } from './target.ts'

const MESSAGES = 4_000_000
const BYTES = 100
/** Node starts, compiles and warms up: not what is looked at. */
const SKIP_MS = 1000
const SAMPLES_A_SECOND = 1999
const SETTINGS = {
  'linger.ms': '5',
  acks: 'all',
  'enable.idempotence': 'false',
  partitioner: 'murmur2_random',
}

/** What a sample belongs to, by its library and its function; the first that fits. */
const PLACES: readonly (readonly [place: string, dso: RegExp, symbol: RegExp])[] = [
  ['clocks', /vdso/, /./],
  ['clocks', /libc/, /clock_gettime|gettimeofday/],
  ['librdkafka', /librdkafka/, /./],
  ['malloc and free', /libc/, /malloc|free|calloc|consolidate|unlink_chunk|sysmalloc|systrim/],
  ['locks', /libc/, /pthread|mtx_|cnd_|lll_|rwlock/],
  ['copying', /libc/, /mem(cpy|move|set|cmp)/],
  ['the kernel', /kernel|unknown/, /./],
  ['our addon', /lingerbus\.node/, /./],
  ['Node-API, V8 and what it compiled', /node$|JIT|perf-\d+\.map|anon/, /./],
  ['the rest', /./, /./],
]

await setup({ steps: ['packages', 'binding', 'addon'], quiet: true })
await buildIfStale()
const result = {
  schemaVersion: 1,
  command: 'npm run bench:profile',
  date: new Date().toISOString(),
  messages: MESSAGES,
  bytes: BYTES,
  settings: SETTINGS,
  machine: describeMachine(),
  versions: describeVersions(),
  contenders: [c(), native()].map(profile),
}
const folder = new URL('results/profile/', import.meta.url)
mkdirSync(folder, { recursive: true })
const text = JSON.stringify(profileSchema.parse(result), null, 2)
writeFileSync(new URL('profile.json', folder), `${text}\n`)
console.log(text)

function profile(contender: Contender) {
  const folder = mkdtempSync(path.join(tmpdir(), 'lingerbus-profile-'))
  try {
    const data = path.join(folder, 'perf.data')
    const command = commandOf(contender)
    const settings = Object.entries({ ...SETTINGS, ...MOCK.settings }).flatMap(([name, value]) => [
      '-X',
      `${name}=${value}`,
    ])
    const sampling = ['record', '-q', '-F', `${SAMPLES_A_SECOND}`, '-D', `${SKIP_MS}`, '-o', data]
    const run = [
      '--topic',
      'bench',
      '--bytes',
      `${BYTES}`,
      '--messages',
      `${MESSAGES}`,
      '--warm-up',
      '100000',
    ]
    const words = [...sampling, '--', command.file, ...command.arguments, ...run, ...settings]
    const output = execFileSync('perf', words, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] })
    const answer = output.split('\n').find((line) => line.startsWith('{"delivered"'))!
    const { threadSeconds } = JSON.parse(answer) as Figures
    const threadNs = (threadSeconds! / MESSAGES) * 1e9
    const counts = countByPlace(data)
    const samples = [...counts.values()].reduce((sum, count) => sum + count, 0)
    const places = [...counts].sort(([, one], [, other]) => other - one)
    return {
      name: contender.name,
      what: contender.what,
      samples,
      threadNs: round(threadNs),
      places: Object.fromEntries(
        places.map(([place, count]) => [place, round((count / samples) * threadNs)]),
      ),
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** Samples of the first thread, which is the one that produces. */
function countByPlace(data: string): Map<string, number> {
  const words = ['script', '-i', data, '-F', 'pid,tid,ip,sym,dso', '--no-inline']
  const lines = execFileSync('perf', words, {
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
    stdio: ['ignore', 'pipe', 'ignore'],
  }).split('\n')
  const counts = new Map<string, number>()
  for (const line of lines) {
    const [, pid, tid, symbol, dso] = /^\s*(\d+)\/(\d+)\s+[0-9a-f]+\s+(.*) \(([^)]*)\)\s*$/.exec(line) ?? []
    if (pid === undefined || pid !== tid) continue
    const [place] = PLACES.find(([, inDso, inSymbol]) => inDso.test(dso!) && inSymbol.test(symbol!))!
    counts.set(place, (counts.get(place) ?? 0) + 1)
  }
  return counts
}
