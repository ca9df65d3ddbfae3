import { readFileSync } from 'node:fs'
import { cpus, loadavg, release, totalmem, type } from 'node:os'
import type { Machine } from './result.js'
import { round } from './statistics.js'

/** Where a result was measured: a number without machine and versions is none. */
export function describeMachine(): Machine {
  return {
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: Math.max(1, cpus().length),
    memoryGiB: round(totalmem() / 2 ** 30),
    os: `${type()} ${release()}`,
  }
}

/** What the rest of the machine did, from now on. */
export function watchMachine() {
  const loadBefore = round(loadavg()[0]!)
  const before = cpuJiffies()
  return {
    stop() {
      const after = cpuJiffies()
      const share = (after.steal - before.steal) / Math.max(1, after.all - before.all)
      return { loadBefore, stealShare: round(Math.min(1, Math.max(0, share))) }
    },
  }
}

/** From /proc/stat; zeros where there is none. */
function cpuJiffies(): { all: number; steal: number } {
  try {
    const [, ...fields] = readFileSync('/proc/stat', 'utf8').split('\n')[0]!.trim().split(/\s+/)
    const jiffies = fields.slice(0, 8).map(Number)
    return { all: jiffies.reduce((sum, each) => sum + each, 0), steal: jiffies[7] ?? 0 }
  } catch {
    return { all: 0, steal: 0 }
  }
}
