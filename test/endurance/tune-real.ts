// `lingerbus tune` on a real Kafka of its own, from ordinary settings; then what it called better is measured once more.
//   npm run check:tune-real [-- --goal 'p99<=20ms at 5000/s' --slot-seconds 1.5 --mode standard]      about twelve minutes
//   npm run check:tune-real -- --repeat --seed 7        only once more, of the answer that is kept: two minutes
// Writes results/tune-real.json.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { buildIfStale } from '../../scripts/build.mjs'
import { startCluster, stopCluster } from '../../scripts/kafka/cluster.mjs'
import { setup } from '../../scripts/setup.mjs'
import { writeTunePage } from '../../scripts/tune-page.ts'
import type { Answer } from '../../src/tune/answer.ts'
import { readBase } from '../../src/tune/contenders.ts'
import { DEPTHS, type DepthName } from '../../src/tune/depth.ts'
import { parseGoal } from '../../src/tune/goal.ts'
import { NO_KEYS, openRealSlots } from '../support/tune/real-slots.ts'
import { confirmAgain, type Repeated } from './confirm-again.ts'
import { keepResult } from './result-file.ts'

interface Kept {
  readonly goal: string
  readonly mode: DepthName
  readonly slotSeconds: number
  readonly tuneSeconds: number
  readonly answer: Answer
  /** Fresh slots of fresh processes after the command had ended, with a seed of their own. */
  readonly repeated: readonly Repeated[]
}

/** What Java's producer had until 4.0, and what many a file says since. */
const CURRENT = { 'linger.ms': '0', 'batch.size': '16384' }
const PAYLOAD = { kind: 'json', bytes: 200, keys: NO_KEYS, partitions: 6 } as const

const { values } = parseArgs({
  options: {
    goal: { type: 'string', default: 'p99<=20ms at 5000/s' },
    mode: { type: 'string', default: 'standard' },
    'slot-seconds': { type: 'string', default: '1.5' },
    'repeat-blocks': { type: 'string', default: '8' },
    repeat: { type: 'boolean', default: false },
    seed: { type: 'string', default: '1' },
  },
})
const seed = Number(values.seed)
const FILE = new URL('results/tune-real.json', import.meta.url)
await setup({ steps: ['packages', 'binding', 'addon', 'java'], quiet: true })
await buildIfStale()
const name = `tune-real-${process.pid}`
const { bootstrapServers } = await startCluster({ name, ownerPid: process.pid })
try {
  const kept: Kept = values.repeat ? JSON.parse(readFileSync(FILE, 'utf8')) : runTune()
  keep(kept)
  process.exitCode = 1
  if (kept.answer.verdict === 'better') {
    const repeated = await repeat(kept)
    console.log(JSON.stringify(repeated))
    keep({ ...kept, repeated: [...kept.repeated, repeated] })
    process.exitCode = repeated.holds ? 0 : 1
  }
} finally {
  await stopCluster({ name, wipe: true })
}

function keep(kept: Kept): void {
  const words = process.argv.slice(2).map((word) => (/[ <]/.test(word) ? `'${word}'` : word))
  keepResult(
    'tune-real',
    ['npm run check:tune-real', ...(words.length > 0 ? ['--', ...words] : [])].join(' '),
    kept,
  )
  writeTunePage()
}

/** By the command, as a user runs it. */
function runTune(): Kept {
  const folder = mkdtempSync(path.join(tmpdir(), 'lingerbus-tune-real-'))
  const current = path.join(folder, 'producer.properties')
  writeFileSync(
    current,
    Object.entries(CURRENT)
      .map(([property, value]) => `${property}=${value}\n`)
      .join(''),
  )
  const { kind, bytes, partitions } = PAYLOAD
  const flags = {
    '--bootstrap-server': bootstrapServers,
    '--goal': values.goal,
    '--mode': values.mode,
    '--current': current,
    '--slot-seconds': values['slot-seconds'],
    '--seed': values.seed,
    '--payload': kind,
    '--record-size': `${bytes}`,
    '--partitions': `${partitions}`,
    '--replication-factor': '1',
  }
  try {
    const startedMs = performance.now()
    const { status, stdout } = spawnSync(
      process.execPath,
      [
        fileURLToPath(new URL('../../dist/cli.js', import.meta.url)),
        'tune',
        '--json',
        ...Object.entries(flags).flat(),
      ],
      { encoding: 'utf8', maxBuffer: 2 ** 26, stdio: ['ignore', 'pipe', 'inherit'] },
    )
    if (stdout === '') throw new Error(`lingerbus tune ended with ${status} and without an answer`)
    const answer: Answer = JSON.parse(stdout)
    console.log(`${answer.verdict}: ${JSON.stringify(answer.recommended)}`)
    return {
      goal: values.goal,
      mode: values.mode as DepthName,
      slotSeconds: Number(values['slot-seconds']),
      tuneSeconds: (performance.now() - startedMs) / 1000,
      answer,
      repeated: [],
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

async function repeat({ goal, mode, slotSeconds, answer, repeated }: Kept): Promise<Repeated> {
  const depth = { ...DEPTHS[mode], slotSeconds }
  const again = {
    goal: parseGoal(goal),
    base: readBase({ 'bootstrap.servers': bootstrapServers, ...CURRENT }, depth.space),
    space: depth.space,
    depth,
    // Other records and another order than the command had, and than each earlier time.
    seed: 1000 * (repeated.length + 1) + seed,
    topic: { partitions: PAYLOAD.partitions, hasKeys: false },
  }
  const { measure, close } = await openRealSlots(bootstrapServers, { goal, ...PAYLOAD }, again)
  try {
    return await confirmAgain(again, measure, answer, Number(values['repeat-blocks']))
  } finally {
    await close()
  }
}
