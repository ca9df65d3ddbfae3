import { FIGURES, type FigureName } from '../measure/compare.js'
import type { Result, Slot } from '../measure/result.js'
import { type Markup, markup } from './markup.js'
import { latencyName, type NamedResult, placeOf, slotId } from './named-result.js'
import { ACROSS, drawPanel, line, linked, lookOf, mark, sayTick, UPWARD, voidMark } from './panel.js'
import { linearScale, logScale, type Scale } from './scale.js'
import { say } from './table.js'

/** What is said of a figure at an axis; divided by `unit`. */
const SHOWN: Record<FigureName, { title: string; label: (result: Result) => string; unit: number }> = {
  rate: { title: 'Throughput of each slot', label: () => 'messages a second', unit: 1 },
  p50: {
    title: 'Median latency of each slot',
    label: (result) => `p50 ${latencyName(result)}, ms`,
    unit: 1000,
  },
  p99: {
    title: 'Latency of each slot',
    label: (result) => `p99 ${latencyName(result)}, ms, logarithmic`,
    unit: 1000,
  },
  cpu: { title: 'CPU of each slot', label: () => 'µs of CPU a message', unit: 1 },
}

/** A slot's place in time. */
export interface Moment {
  readonly at: number
  readonly slot: Slot
  /** Seconds since the run began. */
  readonly seconds: number
  /** null: void without figures. */
  readonly value: number | null
}

export function momentsOf({ slots, startedAt }: Result, figure: FigureName): Moment[] {
  const start = Date.parse(startedAt)
  return slots.map((slot, at) => {
    const value = FIGURES[figure].of(slot)
    const seconds = Math.max(0, (Date.parse(slot.startedAt) - start) / 1000)
    return { at, slot, seconds, value: value === null ? null : value / SHOWN[figure].unit }
  })
}

/** A mark a slot when it began, the void ones crossed out; null where no slot has the figure. */
export function drawTimeline(named: NamedResult, figure: FigureName): Markup | null {
  const { result, id } = named
  const moments = momentsOf(result, figure)
  const values = moments.flatMap(({ value }) => (value !== null && value > 0 ? [value] : []))
  if (values.length === 0) return null
  const x = linearScale([...moments.map(({ seconds }) => seconds), 1], ACROSS)
  const y = figure === 'p99' ? logScale(values, UPWARD) : linearScale(values, UPWARD)
  const { title, label } = SHOWN[figure]
  const voided = result.slots.filter((slot) => slot.void !== null).length
  return drawPanel({
    id: `${id}-time-${figure}`,
    title,
    description: `A mark for each slot at the time it began; blocks are shaded in turn. ${voided === 0 ? 'No slot is void.' : `Void, and crossed out: ${voided} of ${moments.length}.`} The table of all slots has the figures.`,
    x: { label: 'seconds since the run began', scale: x, say: sayTick },
    y: { label: label(result), scale: y, say: sayTick },
    marks: [
      shades(moments, x),
      trails(result, moments, x, y),
      moments.map((moment) => drawMoment(named, moment, x, y)),
    ],
  })
}

function drawMoment(named: NamedResult, { at, slot, seconds, value }: Moment, x: Scale, y: Scale): Markup {
  const across = x.at(seconds)
  const upward = value === null || value <= 0 ? UPWARD[0] : y.at(value)
  const place = placeOf(named.result, slot)
  const said = `slot ${at + 1}, block ${slot.block}, ${slot.contender}: ${slot.void === null ? say(value) : `void: ${slot.void.reason}`}`
  return linked(slotId(named, at), said, [
    mark(place, across, upward, 1),
    slot.void === null ? null : voidMark(across, upward),
  ])
}

/** Every second block, from its first slot to the next block's. */
function shades(moments: readonly Moment[], x: Scale): Markup[] {
  const [bottom, top] = UPWARD
  const firsts = moments.filter(({ slot, at }) => at === 0 || moments[at - 1]!.slot.block !== slot.block)
  return firsts.flatMap(({ seconds }, at) => {
    const from = x.at(seconds)
    const to = firsts[at + 1] === undefined ? ACROSS[1] : x.at(firsts[at + 1]!.seconds)
    return at % 2 === 1
      ? []
      : [
          markup`<rect class="shade" x="${from}" width="${Math.max(0, to - from).toFixed(1)}" y="${top}" height="${bottom - top}"/>`,
        ]
  })
}

/** The slots of a contender that count, joined. */
function trails({ contenders }: Result, moments: readonly Moment[], x: Scale, y: Scale): Markup[] {
  return contenders.map(({ name }, place) => {
    const own = moments.filter(
      ({ slot, value }) => slot.contender === name && slot.void === null && value !== null && value > 0,
    )
    return line(
      own.map(({ seconds, value }) => [x.at(seconds), y.at(value!)] as const),
      `trail ${lookOf(place)}`,
    )
  })
}
