import { readFileSync } from 'node:fs'
import {
  startMeasuring as startProcess,
  watchLoop as watchProcessLoop,
} from '../../src/measure/process-figures.js'

/** The one line that a driver prints. */
export interface Figures {
  /** Its name and version. */
  readonly client?: string
  readonly runtime?: string
  readonly delivered: number
  readonly seconds: number
  readonly userSeconds: number
  readonly systemSeconds: number
  /** Of both, what the thread took that produces and runs the callbacks; absent where the system does not tell. */
  readonly threadSeconds?: number
  readonly rssPeakMiB: number
  readonly p50Us?: number
  readonly p99Us?: number
  readonly loopDelayP99Ms?: number
  readonly loopDelayMaxMs?: number
  readonly librdkafka?: string
}

/** Clock and CPU of all threads of the process, from now on. */
export function startMeasuring() {
  const measuring = startProcess()
  const threadSeconds = mainThreadSeconds()
  return {
    stop(delivered: number): Figures {
      const { seconds, userUs, systemUs, rssPeakMiB } = measuring.stop()
      const spent = mainThreadSeconds()
      return {
        delivered,
        seconds,
        userSeconds: userUs / 1e6,
        systemSeconds: systemUs / 1e6,
        ...(spent === null || threadSeconds === null ? {} : { threadSeconds: spent - threadSeconds }),
        rssPeakMiB,
      }
    },
  }
}

/** Linux alone tells; the first number of `schedstat` is the thread's time on a CPU in nanoseconds. */
function mainThreadSeconds(): number | null {
  if (process.platform !== 'linux') return null
  const [nanoseconds] = readFileSync(`/proc/self/task/${process.pid}/schedstat`, 'utf8').split(' ')
  return Number(nanoseconds) / 1e9
}

export function watchLoop() {
  const loop = watchProcessLoop()
  return {
    stop() {
      const { p99Ms, maxMs } = loop.stop()
      return { loopDelayP99Ms: p99Ms, loopDelayMaxMs: maxMs }
    },
  }
}

export function percentiles(micros: Float64Array) {
  const sorted = micros.slice().sort()
  const at = (share: number) => sorted[Math.ceil(sorted.length * share) - 1]!
  return { p50Us: at(0.5), p99Us: at(0.99) }
}

/** Prints the result and ends: an embedded cluster's threads may outlive the client otherwise. */
export function hand(figures: Figures): void {
  process.stdout.write(`${JSON.stringify(figures)}\n`, () => process.exit(0))
}

export function fail(error: unknown): void {
  const text = error instanceof Error ? error.message : String(error)
  process.stderr.write(`${text}\n`, () => process.exit(1))
}
