import { Histogram } from '../measure/histogram.js'
import { type Latency, SAMPLES_BEYOND } from '../measure/percentiles.js'
import { type Summary, summarise } from '../measure/summary.js'
import type { Markup } from './markup.js'
import type { NamedResult } from './named-result.js'
import { ACROSS, drawPanel, line, lookOf, UPWARD } from './panel.js'
import { logScale, percentileScale } from './scale.js'
import { say } from './table.js'

export type LatencyKind = 'intended' | 'service'

const TITLES: Record<LatencyKind, string> = {
  intended: 'Latency from when a message was due',
  service: 'Latency from the call of produce',
}
/** What a logarithmic axis shows instead of less. */
const LEAST_US = 1
const STEPS = 96

/** How long the quickest share of the messages took, in µs. As far as ten samples lie beyond; empty with fewer. */
export function curveOf({ histogram }: Latency): { share: number; us: number }[] {
  const most = 1 - SAMPLES_BEYOND / histogram.count
  if (!(most > 0)) return []
  const whole = Histogram.of(histogram)
  // Equal steps of the axis: of −log10(1 − share).
  return Array.from({ length: STEPS + 1 }, (_, step) => {
    const share = 1 - (1 - most) ** (step / STEPS)
    return { share, us: Math.max(LEAST_US, whole.quantile(share)) }
  })
}

/** A curve a contender, of all messages of its slots that count; null where there are none. */
export function drawDistribution({ id, result }: NamedResult, kind: LatencyKind): Markup | null {
  const summaries = summarise(result)
  const curves = summaries.map((summary) => ownCurve(summary, kind))
  const points = curves.flat()
  if (points.length === 0) return null
  // Both pictures with the same axes: they are there to be compared.
  const all = summaries.flatMap((summary) => [
    ...ownCurve(summary, 'intended'),
    ...ownCurve(summary, 'service'),
  ])
  const x = percentileScale(Math.max(...all.map(({ share }) => share)), ACROSS)
  const y = logScale(
    all.map(({ us }) => us / 1000),
    UPWARD,
  )
  return drawPanel({
    id: `${id}-${kind}`,
    title: TITLES[kind],
    description:
      'A curve for each contender: which share of its messages took at most so long. The percentiles are in the table below.',
    x: { label: 'share of the messages', scale: x, say: (share) => `${Number((share * 100).toFixed(4))} %` },
    y: { label: 'ms, logarithmic', scale: y, say },
    marks: curves.map((curve, place) =>
      line(
        curve.map(({ share, us }) => [x.at(share), y.at(us / 1000)] as const),
        `curve ${lookOf(place)}`,
      ),
    ),
  })
}

function ownCurve(summary: Summary, kind: LatencyKind) {
  const latency = summary[kind]
  return latency === null ? [] : curveOf(latency)
}
