import type { ExplainedValue, Explanation } from './explanation.js'

const SOURCES = { you: 'you', preset: 'preset', lingerbus: 'lingerbus', librdkafka: 'librdkafka' } as const

/** A page for people: what is set, what was adjusted, what follows. Defaults of librdkafka only where they were filled in. */
export function renderExplanation(explanation: Explanation): string {
  const { preset, purpose, needs, values, adjusted, advice, warnings } = explanation
  const shown = values.filter((value) => value.source !== 'librdkafka' || value.because !== undefined)
  return [
    `preset ${preset}: ${purpose}`,
    ...(needs === undefined ? [] : [`It needs ${needs}.`]),
    '',
    ...renderValues(shown),
    '',
    `${values.length - shown.length} more have librdkafka's defaults.`,
    ...section('Adjusted', adjusted),
    ...section('What follows', renderConsequences(explanation)),
    ...section(
      'Advice',
      advice.map(({ id, text }) => `${text} (${id})`),
    ),
    ...section('Warnings', warnings),
    '',
  ].join('\n')
}

/** Aligned: name=value, who, why or what. */
export function renderValues(values: readonly ExplainedValue[]): string[] {
  const pairs = values.map(({ name, value }) => `${name}=${value ?? ''}`)
  const width = Math.min(52, Math.max(0, ...pairs.map((pair) => pair.length)))
  return values.map((value, at) => {
    const why = value.because === undefined ? '' : ` (${value.because})`
    const as = value.as === undefined ? '' : `, as ${value.as}`
    return `${pairs[at]!.padEnd(width)}  ${`${SOURCES[value.source]}${as}`.padEnd(10)}  ${value.does}${why}`
  })
}

/** In sentences, with figures. */
export function renderConsequences({ consequences }: Explanation): string[] {
  const { partitionCeiling, memoryBytes, failureReportMs, unknownTopicMs, ...rest } = consequences
  const ceilings = partitionCeiling.map(
    ({ roundTripMs, bytesPerSecond }) =>
      `${bytesPerSecond === null ? 'no bound' : `${bytes(bytesPerSecond)}/s`} at ${roundTripMs} ms`,
  )
  return [
    `a partition moves at most, by round trip: ${ceilings.join(', ')} (batch / round trip)`,
    memoryBytes === null
      ? 'memory: the queue has no bound of messages'
      : `memory: a full queue takes up to ${bytes(memoryBytes)}, keys and headers beside`,
    failureReportMs === null
      ? 'a failure may never be reported: messages do not expire'
      : `a failure is reported after ${failureReportMs / 1000} s at the latest; an unknown topic after ${unknownTopicMs / 1000} s`,
    `loss: ${rest.loss}`,
    `duplication: ${rest.duplication}`,
    `reordering: ${rest.reordering}`,
  ]
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ['', `${title}:`, ...lines.map((line) => `  - ${line}`)]
}

function bytes(count: number): string {
  for (const [unit, size] of [
    ['GB', 1e9],
    ['MB', 1e6],
    ['KB', 1e3],
  ] as const) {
    if (count >= size) return `${Number((count / size).toPrecision(3))} ${unit}`
  }
  return `${count} B`
}
