import type { PresetsResult } from '../../bench/presets-result.js'

export type MeasuredPresets = PresetsResult

interface Milliseconds {
  readonly median: number
  readonly min: number
  readonly max: number
}

/** docs/measurements/start.json */
export interface StartResult {
  readonly command: string
  readonly date: string
  readonly rounds: number
  readonly milliseconds: Readonly<Record<string, Milliseconds>>
  readonly goals: Readonly<Record<string, boolean>>
}

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

/** Importing the package, and making a producer. */
export function startSection(result: StartResult | null, table: Table): string[] {
  if (result === null) return ['Not measured yet: `npm run bench:start`.']
  const rows = Object.entries(result.milliseconds).map(([what, { median, min, max }]) => [
    what === 'official'
      ? 'import of @confluentinc/kafka-javascript'
      : what === 'lingerbus'
        ? 'import of lingerbus'
        : what,
    `${round(median)} (${round(min)}–${round(max)})`,
  ])
  const goals = Object.entries(result.goals).map(([goal, met]) => `${goal}: ${met ? 'met' : '**MISSED**'}`)
  return [
    `\`${result.command}\` on ${result.date.slice(0, 10)}, each in a process of its own, in turns; median, least and most.`,
    table([['', 'ms'], ...rows]),
    `${goals.join('; ')}.`,
  ]
}

function round(value: number): string {
  return value >= 1000 ? Math.round(value).toLocaleString('en') : String(Number(value.toPrecision(3)))
}
