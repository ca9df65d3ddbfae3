import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { EngineName } from '../../src/index.js'
import type { Fault } from './account.ts'

const CHUNK = 5000
const LIMIT_MS = 300_000

export interface Outcome {
  engine: EngineName
  seed: number
  calls: number
  seconds: number
  /** Chunks that did not come to their own good end: a crash, a hang. */
  crashes: string[]
  faults: (Fault & { seed: number })[]
  outcomes: Record<string, number>
}

/** Random calls on one engine; each chunk has a process of its own, and the seed of its number. */
export async function fuzz(engine: EngineName, seed: number, calls: number): Promise<Outcome> {
  const startedAt = performance.now()
  const sum: Outcome = { engine, seed, calls: 0, seconds: 0, crashes: [], faults: [], outcomes: {} }
  for (let first = 0; first < calls; first += CHUNK) {
    await addChunk(sum, seed + first / CHUNK, Math.min(CHUNK, calls - first))
  }
  sum.seconds = Math.round((performance.now() - startedAt) / 100) / 10
  return sum
}

async function addChunk(sum: Outcome, seed: number, calls: number): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'lingerbus-fuzz-'))
  const progress = path.join(folder, 'progress')
  try {
    const { failure, stdout } = await runChunk([sum.engine, `${seed}`, `${calls}`, progress])
    if (failure !== null) {
      const at = readFileSync(progress, 'utf8').trim()
      sum.crashes.push(`seed ${seed}, call ${at}: ${failure}`)
      return
    }
    const chunk = JSON.parse(stdout.trim().split('\n').at(-1)!) as Pick<Outcome, 'calls' | 'outcomes'> & {
      faults: Fault[]
    }
    sum.calls += chunk.calls
    sum.faults.push(...chunk.faults.map((fault) => ({ ...fault, seed })))
    for (const [key, count] of Object.entries(chunk.outcomes)) {
      sum.outcomes[key] = (sum.outcomes[key] ?? 0) + count
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function runChunk(args: string[]): Promise<{ failure: string | null; stdout: string }> {
  const script = path.join(import.meta.dirname, 'chunk.ts')
  const options = { timeout: LIMIT_MS, killSignal: 'SIGKILL' as const, maxBuffer: 2 ** 28 }
  return new Promise((resolve) => {
    execFile(process.execPath, ['--import', 'tsx', script, ...args], options, (error, stdout, stderr) => {
      const failure = error && `code ${error.code}, signal ${error.signal}: ${stderr.slice(-2000)}`
      resolve({ failure, stdout })
    })
  })
}
