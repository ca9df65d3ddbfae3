import { Histogram } from './histogram.js'
import { type Latency, latencyOf } from './percentiles.js'
import type { Result, Slot } from './result.js'
import { median } from './statistics.js'

/** Figures of a slot that are one number each. */
const NUMBERS = [
  'rate',
  'mbPerSecond',
  'cpuUserUs',
  'cpuSystemUs',
  'cpuUs',
  'rssPeakMiB',
  'loopDelayP50Ms',
  'loopDelayP99Ms',
  'loopDelayMaxMs',
  'requestsPerSecond',
  'messagesPerRequest',
  'bytesPerRequest',
  'compressionRatio',
  'queueMs',
  'outbufMs',
  'wireMs',
] as const

export type NumberName = (typeof NUMBERS)[number]

/** What a contender's slots come to. */
export interface Summary {
  readonly contender: string
  readonly settings: Readonly<Record<string, string>>
  /** Slots that count, and those that are void. */
  readonly counted: number
  readonly voided: number
  /** The median of the slots that count; null where none has the figure. */
  readonly figures: Readonly<Record<NumberName, number | null>>
  /** Of all messages of these slots together. */
  readonly intended: Latency | null
  readonly service: Latency | null
}

/** In the order of the contenders. */
export function summarise(result: Result): Summary[] {
  return result.contenders.map(({ name, settings }) => {
    const own = result.slots.filter(({ contender }) => contender === name)
    const counting = own.filter((slot) => slot.void === null)
    const figures = NUMBERS.map((figure) => [figure, medianOf(counting.map((slot) => slot[figure]))] as const)
    return {
      contender: name,
      settings,
      counted: counting.length,
      voided: own.length - counting.length,
      figures: Object.fromEntries(figures) as Summary['figures'],
      intended: together(counting.map((slot) => slot.intended)),
      service: together(counting.map((slot) => slot.service)),
    }
  })
}

function medianOf(values: readonly (number | null)[]): number | null {
  const there = values.filter((value) => value !== null)
  return there.length === 0 ? null : median(there)
}

function together(latencies: readonly Slot['service'][]): Latency | null {
  const there = latencies.filter((latency) => latency !== null)
  if (there.length === 0) return null
  const sum = new Histogram()
  for (const { histogram } of there) sum.add(histogram)
  return latencyOf(sum.store())
}
