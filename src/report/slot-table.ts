import type { Slot } from '../measure/result.js'
import { figureCell, scrolling } from './html-table.js'
import { type Markup, markup } from './markup.js'
import { contenderId, type NamedResult, placeOf, slotId } from './named-result.js'

/** Heading, the name in the file, the figure, and by what it is divided to be shown. */
type Column = readonly [
  heading: string,
  name: string,
  of: (slot: Slot) => number | null | undefined,
  unit?: number,
]

const FIGURES: readonly Column[] = [
  ['msg/s', 'rate', (slot) => slot.rate],
  ['MB/s', 'mbPerSecond', (slot) => slot.mbPerSecond],
  ['p50 ms from when due', 'intended.p50Us', (slot) => slot.intended?.p50Us, 1000],
  ['p99', 'intended.p99Us', (slot) => slot.intended?.p99Us, 1000],
  ['p50 ms from the call', 'service.p50Us', (slot) => slot.service?.p50Us, 1000],
  ['p99', 'service.p99Us', (slot) => slot.service?.p99Us, 1000],
  ['CPU µs a msg', 'cpuUs', (slot) => slot.cpuUs],
  ['RSS MiB', 'rssPeakMiB', (slot) => slot.rssPeakMiB],
  ['loop delay p99 ms', 'loopDelayP99Ms', (slot) => slot.loopDelayP99Ms],
  ['msg a request', 'messagesPerRequest', (slot) => slot.messagesPerRequest],
  ['bytes a request', 'bytesPerRequest', (slot) => slot.bytesPerRequest],
  ['requests/s', 'requestsPerSecond', (slot) => slot.requestsPerSecond],
  ['compression', 'compressionRatio', (slot) => slot.compressionRatio],
  ['queue ms', 'queueMs', (slot) => slot.queueMs],
  ['wire ms', 'wireMs', (slot) => slot.wireMs],
  ['generator late p99 ms', 'lateness.p99Us', (slot) => slot.lateness?.p99Us, 1000],
  ['steal', 'stealShare', (slot) => slot.stealShare],
  ['load before', 'loadBefore', (slot) => slot.loadBefore],
]

/** Messages are counted, not rounded. */
const COUNTS: readonly Column[] = [
  ['sent', 'audit.sent', (slot) => slot.audit?.sent],
  ['reported', 'audit.delivered', (slot) => slot.audit?.delivered],
  ['failed', 'audit.failed', (slot) => slot.audit?.failed],
  ['in the log', 'audit.inLog', (slot) => slot.audit?.inLog],
]

const HEADER = [
  'slot',
  { words: 'contender' },
  'block',
  'began, UTC',
  'void',
  ...[...FIGURES, ...COUNTS].map(([heading]) => heading),
  { words: 'why void' },
]

/** Every slot with its figures: where all that is drawn leads to. */
export function slotTable(named: NamedResult): Markup {
  const body = named.result.slots.map((slot, at) => slotRow(named, slot, at))
  return scrolling('All slots, in the order in which they ran', HEADER, body)
}

function slotRow(named: NamedResult, slot: Slot, at: number): Markup {
  const contender = markup`<a href="#${contenderId(named, placeOf(named.result, slot))}">${slot.contender}</a>`
  const cells = [
    ...FIGURES.map(([, name, of, unit]) => figureCell(name, of(slot) ?? null, unit)),
    ...COUNTS.map(([, name, of]) => countCell(name, of(slot) ?? null)),
  ]
  return markup`<tr id="${slotId(named, at)}"${slot.void === null ? null : markup` class="voided"`}><th scope="row">${at + 1}</th><td class="name">${contender}</td><td>${slot.block}</td><td>${slot.startedAt.slice(11, 19)}</td><td>${slot.void?.rule ?? ''}</td>${cells}<td class="reason">${slot.void?.reason ?? ''}</td></tr>\n`
}

function countCell(name: string, value: number | null): Markup {
  if (value === null) return markup`<td>–</td>`
  return markup`<td><data data-figure="${name}" value="${value}">${value.toLocaleString('en-US')}</data></td>`
}
