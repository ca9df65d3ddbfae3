import { FIGURES } from '../measure/compare.js'
import { type Summary, summarise } from '../measure/summary.js'
import type { Markup } from './markup.js'
import { contenderId, latencyName, type NamedResult, placeOf, slotId } from './named-result.js'
import { ACROSS, drawPanel, line, linked, mark, sayTick, UPWARD } from './panel.js'
import { paretoFront } from './pareto.js'
import { linearScale, logScale } from './scale.js'
import { say } from './table.js'

export interface Against {
  readonly figure: 'rate' | 'cpuUs'
  readonly title: string
  readonly label: string
  readonly better: 'higher' | 'lower'
}

export const THROUGHPUT: Against = {
  figure: 'rate',
  title: 'Throughput against latency',
  label: 'messages a second',
  better: 'higher',
}
export const CPU: Against = {
  figure: 'cpuUs',
  title: 'CPU against latency',
  label: 'µs of CPU a message',
  better: 'lower',
}

/** What a contender's slots come to, as a point: x is p99 in ms. */
export interface ContenderPoint {
  readonly place: number
  readonly name: string
  readonly x: number
  readonly y: number
}

/** Without those that have no slot that counts, or too few messages for a p99. */
export function contenderPoints({ result }: NamedResult, figure: Against['figure']): ContenderPoint[] {
  return summarise(result).flatMap((summary, place) => {
    const x = latencyOf(summary)?.p99Us ?? null
    const y = summary.figures[figure]
    return x === null || y === null || x <= 0 ? [] : [{ place, name: summary.contender, x: x / 1000, y }]
  })
}

export const frontOf = (points: readonly ContenderPoint[], { better }: Against) => paretoFront(points, better)

/** A small mark a slot, a large one a contender, and the Pareto front of these; null where none can be drawn. */
export function drawScatter(named: NamedResult, against: Against): Markup | null {
  const points = contenderPoints(named, against.figure)
  if (points.length === 0) return null
  const { result, id } = named
  const slots = result.slots.flatMap((slot, at) => {
    const us = FIGURES.p99.of(slot)
    const y = slot[against.figure]
    return slot.void !== null || !us || y === null ? [] : [{ slot, at, x: us / 1000, y }]
  })
  const all = [...points, ...slots]
  const x = logScale(
    all.map((point) => point.x),
    ACROSS,
  )
  const y = linearScale(
    all.map((point) => point.y),
    UPWARD,
  )
  const place = (point: { x: number; y: number }) => [x.at(point.x), y.at(point.y)] as const
  const front = frontOf(points, against)
  const told = (point: { x: number; y: number }) => `p99 ${say(point.x)} ms, ${say(point.y)} ${against.label}`
  return drawPanel({
    id: `${id}-${against.figure}`,
    title: against.title,
    description: `A large mark for each contender, a small one for each of its slots. On the Pareto front, where none other is better in both: ${front.map(({ name }) => name).join('; ')}.`,
    x: { label: `p99 ${latencyName(result)}, ms, logarithmic`, scale: x, say: sayTick },
    y: { label: `${against.label} (${against.better} is better)`, scale: y, say: sayTick },
    marks: [
      line(front.map(place), 'front'),
      ...slots.map((point) =>
        linked(
          slotId(named, point.at),
          `slot ${point.at + 1}, ${point.slot.contender}: ${told(point)}`,
          mark(placeOf(result, point.slot), ...place(point), 0.7),
        ),
      ),
      ...points.map((point) =>
        linked(
          contenderId(named, point.place),
          `${point.name}: ${told(point)}`,
          mark(point.place, ...place(point), 1.5),
        ),
      ),
    ],
  })
}

function latencyOf({ intended, service }: Summary) {
  return intended ?? service
}
