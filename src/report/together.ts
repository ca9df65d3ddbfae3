import type { Result } from '../measure/result.js'
import { type Markup, markup } from './markup.js'
import { contenderId, type NamedResult } from './named-result.js'
import { ACROSS, drawKey, drawPanel, linked, mark, sayTick, UPWARD } from './panel.js'
import { linearScale, logScale } from './scale.js'
import { contenderPoints } from './scatter.js'
import { say } from './table.js'

/** What has to be the same before figures of two files can be held against each other. */
const SAME: readonly (readonly [what: string, of: (result: Result) => unknown])[] = [
  ['machine', ({ machine }) => machine],
  ['versions', ({ versions, contenders }) => [versions, contenders[0]!.versions]],
  ['cluster', ({ target }) => target],
  ['mode', ({ mode }) => mode],
  ['payload', ({ payload }) => payload],
  ['length of the slots', ({ slotSeconds, slotMessages }) => [slotSeconds, slotMessages]],
]

/** In what the results differ, apart from what was asked. */
export function differencesOf(results: readonly Result[]): string[] {
  return SAME.filter(([, of]) => new Set(results.map((result) => JSON.stringify(of(result)))).size > 1).map(
    ([what]) => what,
  )
}

/** All contenders of all files in one picture, and what stands against comparing them. */
export function drawTogether(all: readonly NamedResult[]): Markup {
  const differences = differencesOf(all.map(({ result }) => result))
  const isMixed = differences.includes('machine')
  const warning =
    differences.length === 0
      ? 'The files agree in machine, versions, cluster, mode and payload. They were still measured at different times, and not in interleaved blocks.'
      : `The files differ in: ${differences.join(', ')}.${isMixed ? ' Figures of different machines cannot be compared: what is faster may be the machine.' : ''} Only what is inside one file was measured in interleaved blocks.`
  return markup`<section aria-labelledby="together"><h2 id="together">All files together</h2>
<p class="note" role="note">${warning}</p>${drawAll(all)}
<nav aria-label="Files"><ul>${all.map(({ id, name, result }) => markup`<li><a href="#${id}">${result.title}</a> <code>${name}</code></li>`)}</ul></nav></section>`
}

function drawAll(all: readonly NamedResult[]): Markup | null {
  const points = all.flatMap((named, file) =>
    contenderPoints(named, 'rate').map((point) => ({ ...point, named, file })),
  )
  if (points.length === 0) return null
  const x = logScale(
    points.map((point) => point.x),
    ACROSS,
  )
  const y = linearScale(
    points.map((point) => point.y),
    UPWARD,
  )
  const panel = drawPanel({
    id: 'together-rate',
    title: 'Throughput against latency, by file',
    description: 'A mark for each contender of each file. The figures are in the tables of the files.',
    x: { label: 'p99, ms, logarithmic', scale: x, say: sayTick },
    y: { label: 'messages a second', scale: y, say: sayTick },
    marks: points.map((point) =>
      linked(
        contenderId(point.named, point.place),
        `${point.named.name}, ${point.name}: p99 ${say(point.x)} ms, ${say(point.y)} messages a second`,
        mark(point.file, x.at(point.x), y.at(point.y), 1.2),
      ),
    ),
  })
  return markup`<figure><div class="panels">${panel}</div><figcaption>p99 is from when a message was due where there was a set rate, else from the call.</figcaption>${drawKey(all.map(({ name }) => name))}</figure>`
}
