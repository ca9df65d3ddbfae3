import type { PresetsResult } from '../../bench/presets-result.js'

export type MeasuredPresets = PresetsResult

type Table = (rows: readonly (readonly string[])[]) => string

/** The presets beside each other, from docs/measurements/presets.json. */
export function measuredSection(result: MeasuredPresets | null, table: Table): string[] {
  if (result === null) return ['Not measured yet: `npm run bench:presets`.']
  const { machine, versions, command, date, rounds, flood, paced } = result
  const range = ({ median, min, max }: { median: number; min: number; max: number }) =>
    `${round(median)} (${round(min)}–${round(max)})`
  const row = (figures: (typeof flood.presets)[number]) => [
    figures.preset,
    range(figures.rate),
    range(figures.cpuUs),
    range(figures.messagesPerRequest),
    range(figures.bytesPerMessage),
    range(figures.p50Ms),
    range(figures.p99Ms),
  ]
  const head = [
    '',
    'messages a second',
    'CPU, µs a message',
    'messages a request',
    'bytes a message on the wire',
    'p50, ms',
    'p99, ms',
  ]
  return [
    `A real broker, one node, on the same machine (${machine.cpu}, ${machine.cores} cores); lingerbus ${versions.lingerbus}, librdkafka ${versions.librdkafka}, Kafka ${versions.kafka}; \`${command}\` on ${date.slice(0, 10)}, ${rounds} rounds in turns, each in a process of its own. Median, with the least and the most in brackets. Latency is from produce to the callback.`,
    `As fast as it goes: ${flood.messages} messages of ${flood.bytes} bytes of JSON-like text, one callback each.`,
    table([head, ...flood.presets.map(row)]),
    `At a set rate: ${paced.messagesPerSecond} messages a second, ${paced.messages} in all.`,
    table([head, ...paced.presets.map(row)]),
  ]
}

function round(value: number): string {
  return value >= 1000 ? Math.round(value).toLocaleString('en') : String(Number(value.toPrecision(3)))
}
