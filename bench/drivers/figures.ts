import { readFileSync } from 'node:fs'
import { type IntervalHistogram, monitorEventLoopDelay } from 'node:perf_hooks'

/** The one line that a driver prints. */
export interface Figures {
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
  const cpu = process.cpuUsage()
  const threadSeconds = mainThreadSeconds()
  const startedMs = performance.now()
  return {
    stop(delivered: number): Figures {
      const seconds = (performance.now() - startedMs) / 1000
      const { user, system } = process.cpuUsage(cpu)
      const rssPeakMiB = process.resourceUsage().maxRSS / 1024
      const spent = mainThreadSeconds()
      return {
        delivered,
        seconds,
        userSeconds: user / 1e6,
        systemSeconds: system / 1e6,
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

/** The timer that samples the event loop; Node counts its own period as delay, so it is taken off again. */
const SAMPLE_MS = 1

export function watchLoop() {
  const histogram: IntervalHistogram = monitorEventLoopDelay({ resolution: SAMPLE_MS })
  histogram.enable()
  const delayMs = (nanoseconds: number) => Math.max(0, nanoseconds / 1e6 - SAMPLE_MS)
  return {
    stop() {
      histogram.disable()
      return {
        loopDelayP99Ms: delayMs(histogram.percentile(99)),
        loopDelayMaxMs: delayMs(histogram.max),
      }
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
