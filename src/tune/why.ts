import { median } from '../measure/statistics.js'
import { expectBatch, type Workload } from './arithmetic.js'
import type { Figures, Settings } from './figures.js'

/** Of a core: from here on a process has no more to give. */
const BUSY = 0.9
/** Of what the partitions can carry. */
const NEAR = 0.8

/** Why the settings do what they do, in sentences with what was measured. */
export function explainSettings(settings: Settings, slots: readonly Figures[], workload: Workload): string[] {
  const middle = (read: (figures: Figures) => number | null) => {
    const values = slots.flatMap((figures) => read(figures) ?? [])
    return values.length === 0 ? null : median(values)
  }
  const messages = middle((figures) => figures.messagesPerRequest)
  const bytes = middle((figures) => figures.bytesPerRequest)
  const requests = middle((figures) => figures.requestsPerSecond)
  const queueMs = middle((figures) => figures.queueMs)
  const wireMs = middle((figures) => figures.wireMs)
  const rate = middle((figures) => figures.rate)
  const cpuUs = middle((figures) => figures.cpuUs)
  const expected = expectBatch(settings, rate === null ? workload : { ...workload, rate })
  const lines: string[] = []
  if (messages !== null && requests !== null) {
    const size = bytes === null ? '' : `, ${say(bytes)} bytes on the wire`
    lines.push(`a request carries ${say(messages)} messages${size}: ${say(requests)} requests/s`)
  }
  lines.push(
    `a batch ends by ${ENDS[expected.endedBy]} (by arithmetic: ${say(expected.batchMessages)} messages)`,
  )
  if (queueMs !== null && wireMs !== null) {
    lines.push(`a message waits ${say(queueMs)} ms for its batch, and ${say(wireMs)} ms for the broker`)
  }
  lines.push(`what limits: ${limitOf(rate, cpuUs, expected.ceiling)}`)
  return lines
}

const ENDS = {
  'linger.ms': 'linger.ms',
  'batch.size': 'batch.size: it is full before linger.ms is over',
  'round trip': 'the answer to the batch before it: idempotent producers have one in flight a partition',
  'one message': 'its first message: the next comes later than linger.ms',
} as const

function limitOf(rate: number | null, cpuUs: number | null, ceiling: number | null): string {
  if (rate === null) return 'not measured'
  if (ceiling !== null && rate > NEAR * ceiling) {
    return `one batch a round trip and partition, ${say(ceiling)} messages/s in all: larger batches, or more partitions`
  }
  const share = cpuUs === null ? 0 : (rate * cpuUs) / 1e6
  if (share > BUSY) return `this process's CPU: ${say(share)} cores`
  return `nothing here: the producer takes ${say(share)} of a core, the rest is the network's and the brokers'`
}

/** Three significant digits, as a person would write them. */
export function say(value: number): string {
  return Number(value.toPrecision(3)).toLocaleString('en-US', { maximumFractionDigits: 6 })
}
