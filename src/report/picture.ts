import type { Result } from '../measure/result.js'
import { drawDistribution } from './distribution.js'
import { Markup, markup } from './markup.js'
import type { NamedResult } from './named-result.js'
import { HEIGHT, line, lookOf, mark, WIDTH } from './panel.js'
import { CPU, drawScatter, THROUGHPUT } from './scatter.js'
import { PICTURE_STYLE } from './style.js'
import { head, plural, say } from './table.js'

const COLUMNS = 3
const ENTRY_HEIGHT = 22
const MARGIN = 10

/** A result as one SVG, for a page that shows no HTML: latency, and what it costs; with its key, machine and versions. */
export function renderPicture(result: Result): string {
  const named: NamedResult = { name: '', id: 'p', result }
  const isRate = result.mode.kind === 'rate'
  const panels = [
    drawDistribution(named, isRate ? 'intended' : 'service'),
    drawScatter(named, isRate ? CPU : THROUGHPUT),
  ]
  const [, ...measured] = head(result)
  const facts = [...measured, circumstances(result)]
  const rows = Math.ceil(result.contenders.length / COLUMNS)
  const below = HEIGHT + 12 + rows * ENTRY_HEIGHT
  const height = below + facts.length * 17 + 8
  return markup`<svg xmlns="http://www.w3.org/2000/svg" viewBox="${-MARGIN} ${-MARGIN} ${2 * (WIDTH + MARGIN)} ${height + MARGIN}" role="img" aria-label="${result.title}">
<style>${new Markup(PICTURE_STYLE)}</style>
<rect x="${-MARGIN}" y="${-MARGIN}" width="100%" height="100%" fill="var(--ground)"/>
${panels.map((panel, at) => markup`<g transform="translate(${at * WIDTH} 0)">${panel}</g>\n`)}
${result.contenders.map(({ name }, at) => drawEntry(name, at))}
${facts.map((fact, at) => markup`<text x="12" y="${below + 8 + at * 17}">${fact}</text>\n`)}</svg>
`.text
}

function drawEntry(name: string, place: number): Markup {
  const x = 12 + (place % COLUMNS) * ((2 * WIDTH) / COLUMNS)
  const y = HEIGHT + 12 + Math.floor(place / COLUMNS) * ENTRY_HEIGHT
  const stroke: [number, number][] = [
    [x, y],
    [x + 34, y],
  ]
  return markup`${line(stroke, `curve ${lookOf(place)}`)}${mark(place, x + 17, y, 1.1)}<text x="${x + 42}" y="${y + 4}">${name}</text>\n`
}

/** What has to be known before anybody believes it. */
function circumstances({ startedAt, slots }: Result): string {
  const voided = slots.filter((slot) => slot.void !== null).length
  const load = Math.max(0, ...slots.map(({ loadBefore }) => loadBefore))
  return `${startedAt.slice(0, 10)}; ${plural(slots.length, 'slot')}, ${voided} void; load average before a slot up to ${say(load)}`
}
