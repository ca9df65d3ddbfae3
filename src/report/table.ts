import { type Comparison, compare, FIGURES, type FigureName, JUDGED, resolution } from '../measure/compare.js'
import type { Latency } from '../measure/percentiles.js'
import type { Mode, Result } from '../measure/result.js'
import { type Summary, summarise } from '../measure/summary.js'

export const NAMES: Record<FigureName, string> = {
  rate: 'rate',
  p50: 'p50',
  p99: 'p99',
  cpu: 'CPU a message',
}
/** By `claim`; what has none is not marked. */
const MARKS: Record<Comparison['claim'], string> = { better: ' ▲', worse: ' ▼', none: '' }

/** A result as text: how it was measured, a line a contender, and what can be said of the differences. */
export function renderTable(result: Result): string {
  const summaries = summarise(result)
  const comparisons = compare(result)
  const lines = [
    ...head(result),
    '',
    ...grid(rows(result, summaries, comparisons)),
    '',
    ...findings(result, comparisons),
    ...voids(result),
  ]
  return `${lines.join('\n')}\n`
}

export function head(result: Result): string[] {
  const { machine, versions, target, payload, contenders } = result
  const [first] = contenders
  const client = Object.entries(first!.versions).map(([name, version]) => `${name} ${version}`)
  const where =
    target.kind === 'embedded'
      ? `librdkafka's embedded cluster${target.rttMs ? `, round trip ${target.rttMs} ms` : ''}`
      : 'your cluster'
  const keys = payload.keys.kind === 'none' ? 'no keys' : `keys: ${payload.keys.kind}`
  return [
    result.title,
    `${describeMode(result.mode)}; ${payload.kind}, ${say(payload.meanBytes)} bytes a message, ${keys}`,
    `${where}, ${plural(target.brokers, 'broker')}, ${plural(target.partitions, 'partition')}; ${slotText(result)}`,
    `lingerbus ${versions.lingerbus}${client.length > 0 ? ` (${client.join(', ')})` : ''}, Node.js ${versions.node}; ${machine.cpu}, ${plural(machine.cores, 'core')}`,
  ]
}

export function describeMode(mode: Mode): string {
  if (mode.kind === 'rate') return `open loop, ${say(mode.messagesPerSecond)} messages a second`
  if (mode.kind === 'outstanding') return `${say(mode.outstanding)} outstanding, the next one at a report`
  return 'full speed (latencies are those of a full queue)'
}

function slotText({ blocks, slotSeconds, slotMessages, interrupted, slots }: Result): string {
  const bound = slotSeconds === null ? `${say(slotMessages!)} messages` : `${slotSeconds} s`
  return `${plural(blocks, 'block')}, slots of ${bound}${interrupted ? `; interrupted after ${plural(slots.length, 'slot')}` : ''}`
}

export function rows(
  result: Result,
  summaries: readonly Summary[],
  comparisons: readonly Comparison[],
): string[][] {
  const isRate = result.mode.kind === 'rate'
  const latencies = isRate ? 'from when due, ms' : 'from the call, ms'
  const header = [
    '',
    'msg/s',
    'MB/s',
    `p50 ${latencies}`,
    'p99',
    'p99.9',
    ...(isRate ? ['p99 from the call'] : []),
  ]
  const mark = (contender: string, figure: FigureName) =>
    MARKS[comparisons.find((each) => each.contender === contender && each.figure === figure)?.claim ?? 'none']
  return [
    [...header, 'CPU µs a msg', 'msg a request', 'slots'],
    ...summaries.map((summary) => {
      const { contender, figures, intended, service, counted, voided } = summary
      const latency = intended ?? service
      return [
        contender,
        say(figures.rate) + mark(contender, 'rate'),
        say(figures.mbPerSecond),
        ms(latency, 'p50Us'),
        ms(latency, 'p99Us') + mark(contender, 'p99'),
        ms(latency, 'p999Us'),
        ...(isRate ? [ms(service, 'p99Us')] : []),
        say(figures.cpuUs) + mark(contender, 'cpu'),
        say(figures.messagesPerRequest),
        voided === 0 ? `${counted}` : `${counted} + ${voided} void`,
      ]
    }),
  ]
}

export function findings(result: Result, comparisons: readonly Comparison[]): string[] {
  const figures = JUDGED[result.mode.kind]
  const [first] = result.contenders
  if (result.contenders.length === 1) return ['One contender: nothing to compare.']
  if (result.kind === 'aa') return figures.map((figure) => sayResolution(comparisons, figure))
  return [
    `Compared with ${first!.name}, block by block; ${say(result.confidence * 100)} % sure of all of it together.`,
    `▲ reliably better, ▼ reliably worse; unmarked: no difference shown.`,
    ...figures.flatMap((figure) => [
      `${NAMES[figure]} (${FIGURES[figure].better === 'higher' ? 'more' : 'less'} is better):`,
      ...grid(comparisons.filter((each) => each.figure === figure).map(sayComparison)).map(
        (line) => `  ${line}`,
      ),
    ]),
  ]
}

export function sayComparison({ contender, ratio, interval, claim, blocks }: Comparison): string[] {
  if (ratio === null) return [contender, 'not measured: no block in which both count']
  if (interval === null)
    return [contender, `${factor(ratio)} ×`, `${plural(blocks, 'block')}: too few to say`]
  const range = `${factor(ratio)} × (${factor(interval[0])}–${factor(interval[1])})`
  const beyond = Math.max(interval[1] / ratio, ratio / interval[0]) - 1
  return [
    contender,
    range,
    claim === 'none' ? `no difference shown (± ${percent(beyond)} %)` : `reliably ${claim}`,
  ]
}

function sayResolution(comparisons: readonly Comparison[], figure: FigureName): string {
  const least = resolution(comparisons, figure)
  if (least === null) return `${NAMES[figure]}: too few blocks to say what could be told apart`
  const claims = comparisons.filter((each) => each.figure === figure && each.claim !== 'none')
  const finding =
    claims.length > 0
      ? 'a difference was shown where there is none'
      : 'no difference shown, and there is none'
  return `${NAMES[figure]}: ${finding}; this run could tell differences above ± ${percent(least)} %`
}

const SHOWN = 6

function voids({ slots, machine }: Result): string[] {
  const lines = slots.flatMap(({ block, contender, void: reason }) =>
    reason === null ? [] : [`void: block ${block}, ${contender}: ${reason.reason}`],
  )
  if (lines.length === 0) return []
  const more = lines.length > SHOWN ? [`… and ${plural(lines.length - SHOWN, 'more void slot')}`] : []
  const load = Math.max(...slots.map(({ loadBefore }) => loadBefore))
  const isDisturbed = slots.some((slot) => slot.void?.rule === 'lateness' || slot.void?.rule === 'steal')
  const why = isDisturbed
    ? [`Something else is at work here: load average up to ${say(load)} on ${plural(machine.cores, 'core')}.`]
    : []
  return ['', ...lines.slice(0, SHOWN), ...more, ...why]
}

/** Columns as wide as they must be: names to the left, figures to the right. */
export function grid(table: readonly (readonly string[])[]): string[] {
  const widths = (table[0] ?? []).map((_, column) =>
    Math.max(...table.map((row) => row[column]?.length ?? 0)),
  )
  return table.map((row) =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!)))
      .join('  ')
      .trimEnd(),
  )
}

function ms(latency: Latency | null, name: 'p50Us' | 'p99Us' | 'p999Us'): string {
  const us = latency?.[name] ?? null
  return us === null ? '–' : say(us / 1000)
}

/** Three digits: more would be a promise. */
export function say(value: number | null): string {
  if (value === null || !Number.isFinite(value)) return '–'
  const rounded = Number(value.toPrecision(3))
  return rounded.toLocaleString('en-US', { maximumFractionDigits: 6 })
}

function factor(value: number): string {
  return String(Number(value.toPrecision(3)))
}

function percent(share: number): string {
  return String(Number((share * 100).toPrecision(2)))
}

export function plural(count: number, what: string): string {
  return `${count.toLocaleString('en-US')} ${what}${count === 1 ? '' : 's'}`
}
