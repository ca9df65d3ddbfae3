import { readFileSync } from 'node:fs'

const EVERY_MS = 20
/** Of proc(5)'s clock ticks: 100 a second on every Linux that Node runs on. */
const TICKS = 100

interface Look {
  readonly atMs: number
  readonly userSeconds: number
  readonly systemSeconds: number
}

/** CPU time and peak memory of another process, from Linux's /proc, until `stop`. */
export function watchProcess(pid: number | undefined) {
  const looks: Look[] = [{ atMs: performance.now(), userSeconds: 0, systemSeconds: 0 }]
  let rssPeakMiB = 0
  const look = () => {
    try {
      // The name in brackets may hold spaces; utime and stime are the 12th and 13th field behind it.
      const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)!.split(' ')
      const peak = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))
      if (peak === null) return // it has ended and waits to be collected
      looks.push({
        atMs: performance.now(),
        userSeconds: Number(fields[11]) / TICKS,
        systemSeconds: Number(fields[12]) / TICKS,
      })
      rssPeakMiB = Number(peak[1]) / 1024
    } catch {
      // It has ended: what was seen last stays.
    }
  }
  const timer = setInterval(look, EVERY_MS)
  return {
    look,
    stop: () => clearInterval(timer),
    get rssPeakMiB() {
      return rssPeakMiB
    },
    /** As exact as two neighbouring looks. */
    cpuBetween(fromMs: number, toMs: number) {
      const from = looks.findLast(({ atMs }) => atMs <= fromMs) ?? looks[0]!
      const to = looks.find(({ atMs }) => atMs >= toMs) ?? looks.at(-1)!
      return {
        userSeconds: to.userSeconds - from.userSeconds,
        systemSeconds: to.systemSeconds - from.systemSeconds,
      }
    },
  }
}
