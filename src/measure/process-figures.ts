import { type IntervalHistogram, monitorEventLoopDelay } from 'node:perf_hooks'

/** Clock and CPU of all threads of the process, from now on. */
export function startMeasuring() {
  const cpu = process.cpuUsage()
  const startedMs = performance.now()
  return {
    stop() {
      const seconds = (performance.now() - startedMs) / 1000
      const { user, system } = process.cpuUsage(cpu)
      return { seconds, userUs: user, systemUs: system, rssPeakMiB: process.resourceUsage().maxRSS / 1024 }
    },
  }
}

/** The timer that samples the event loop; Node counts its own period as delay, so it is taken off again. */
const SAMPLE_MS = 1

/** The event loop's delay from now on, in ms. */
export function watchLoop() {
  const histogram: IntervalHistogram = monitorEventLoopDelay({ resolution: SAMPLE_MS })
  histogram.enable()
  const delayMs = (nanoseconds: number) => Math.max(0, nanoseconds / 1e6 - SAMPLE_MS)
  return {
    stop() {
      histogram.disable()
      return {
        p50Ms: delayMs(histogram.percentile(50)),
        p99Ms: delayMs(histogram.percentile(99)),
        maxMs: delayMs(histogram.max),
      }
    },
  }
}
