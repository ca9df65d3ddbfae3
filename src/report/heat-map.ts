import type { FigureName } from '../measure/compare.js'
import { type Summary, summarise } from '../measure/summary.js'
import { type Markup, markup } from './markup.js'
import { contenderId, latencyName, type NamedResult } from './named-result.js'
import { say } from './table.js'

const LEVELS = 7

/** Two settings of which every combination has its cell. */
export interface HeatMap {
  readonly rows: { readonly setting: string; readonly values: readonly string[] }
  readonly columns: { readonly setting: string; readonly values: readonly string[] }
  /** The settings that vary as well, of which this map shows one combination: `acks=all`; empty where none does. */
  readonly others: string
  cell(row: string, column: string): { readonly place: number; readonly summary: Summary } | null
}

/** `linger.ms` × `batch.size` where both vary, else the first two that do; a map for each combination of the others. */
export function heatMapsOf({ result }: NamedResult): HeatMap[] {
  const summaries = summarise(result)
  const names = [...new Set(summaries.flatMap(({ settings }) => Object.keys(settings)))]
  const valuesOf = (name: string) => [...new Set(summaries.flatMap(({ settings }) => settings[name] ?? []))]
  const varying = names.filter((name) => valuesOf(name).length > 1)
  const usual = ['linger.ms', 'batch.size']
  const [row, column] = usual.every((name) => varying.includes(name)) ? usual : varying
  if (row === undefined || column === undefined) return []
  const rest = varying.filter((name) => name !== row && name !== column)
  const othersOf = ({ settings }: Summary) => rest.map((name) => `${name}=${settings[name] ?? ''}`).join(' ')
  return [...new Set(summaries.map(othersOf))].map((others) => ({
    rows: { setting: row, values: inOrder(valuesOf(row)) },
    columns: { setting: column, values: inOrder(valuesOf(column)) },
    others,
    cell(rowValue, columnValue) {
      const place = summaries.findIndex(
        (each) =>
          each.settings[row] === rowValue &&
          each.settings[column] === columnValue &&
          othersOf(each) === others,
      )
      return place < 0 ? null : { place, summary: summaries[place]! }
    },
  }))
}

/**
 * From 0 to 6, as far as a value is between the least and the greatest, by ratio. What differs by less than twice does not take
 * up the whole range: noise would look like a finding.
 */
export function levelOf(value: number, all: readonly number[]): number {
  const least = Math.min(...all)
  const span = Math.max(Math.log(2), Math.log(Math.max(...all) / least))
  return Math.round((Math.log(value / least) / span) * (LEVELS - 1))
}

const SHOWN: Partial<Record<FigureName, { what: string; of: (summary: Summary) => number | null }>> = {
  rate: { what: 'messages a second', of: ({ figures }) => figures.rate },
  p99: {
    what: 'p99, ms',
    of: ({ intended, service }) => {
      const us = (intended ?? service)?.p99Us ?? null
      return us === null ? null : us / 1000
    },
  },
  cpu: { what: 'µs of CPU a message', of: ({ figures }) => figures.cpuUs },
}

/** The map as a table whose cells are shaded: a picture and its figures at once. */
export function drawHeatMap(named: NamedResult, map: HeatMap, figure: FigureName): Markup {
  const { what, of } = SHOWN[figure]!
  const { rows, columns, others } = map
  const all = rows.values.flatMap((row) =>
    columns.values.flatMap((column) => {
      const cell = map.cell(row, column)
      return (cell && of(cell.summary)) || []
    }),
  )
  const caption = `${what}${figure === 'p99' ? ` ${latencyName(named.result)}` : ''}${others === '' ? '' : `, ${others}`}`
  const drawCell = (row: string, column: string) => {
    const cell = map.cell(row, column)
    const value = cell && of(cell.summary)
    if (!cell || !value) return markup`<td class="heat">–</td>`
    return markup`<td class="heat h${levelOf(value, all)}"><a href="#${contenderId(named, cell.place)}"><data value="${value}">${say(value)}</data></a></td>`
  }
  return markup`<div class="wide" role="region" tabindex="0" aria-label="${caption}"><table class="map"><caption>${caption}: the stronger the colour, the ${figure === 'rate' ? 'more, which is better' : 'more, which is worse'}</caption>
<thead><tr><th scope="col">${rows.setting} ↓<br>${columns.setting} →</th>${columns.values.map((value) => markup`<th scope="col">${value}</th>`)}</tr></thead>
<tbody>${rows.values.map((row) => markup`<tr><th scope="row">${row}</th>${columns.values.map((column) => drawCell(row, column))}</tr>\n`)}</tbody></table></div>`
}

/** Numbers by size, all else as it was asked for. */
function inOrder(values: readonly string[]): string[] {
  const areNumbers = values.every((value) => value.trim() !== '' && Number.isFinite(Number(value)))
  return areNumbers ? [...values].sort((a, b) => Number(a) - Number(b)) : [...values]
}
