// Draws where messages without a key went over time, from bench/results/partitioners/places.json.
import { line, picture, round, text } from '../../scripts/travel/svg.mjs'

const LEFT = 84
const RIGHT = 560
const ROW = 22
const LANE = 4 * ROW + 62

/** Picture → its lanes, and how many milliseconds of them it shows. */
const PICTURES = {
  'places-scattered': {
    title: 'Scattered: each message elsewhere',
    ms: 100,
    lanes: ['random', 'round_robin'],
  },
  'places-sticky': {
    title: 'Sticky: a stretch on one partition, then another',
    ms: 100,
    lanes: ["librdkafka's sticky", 'uniform_sticky'],
  },
  'places-slow': {
    title: 'One partition answers late',
    ms: 1000,
    lanes: ['uniform_sticky, one slow', 'adaptive_sticky, one slow'],
  },
}

/** Every picture by its name. */
export function drawPlaces({ figures }) {
  return Object.fromEntries(
    Object.entries(PICTURES).map(([name, { title, ms, lanes }]) => [
      name,
      picture({
        title: `${title} (measured)`,
        description: `${lanes
          .map((lane) => `${lane}: ${describe(figures[lane])}`)
          .join(' ')} The picture shows ${ms} milliseconds.`,
        height: lanes.length * LANE + 44,
        body: [
          lanes.map((lane, at) => drawLane(20 + at * LANE, lane, figures[lane], ms)),
          text(LEFT, lanes.length * LANE + 28, `${ms} ms; at the right each one's share of a second`, {
            as: 'soft',
            size: 18,
          }),
        ],
      }),
    ]),
  )
}

function describe({ counts, slowPartition }) {
  const late = slowPartition === null ? '' : `, of which ${slowPartition} answers late`
  return `shares of the partitions ${shares(counts).join(', ')}${late}.`
}

function drawLane(y, name, { counts, rate, stretches, slowPartition }, ms) {
  const x = (at) => round(LEFT + (Math.max(0, at) / ms) * (RIGHT - LEFT))
  const width = Math.max(1, ((RIGHT - LEFT) / ms) * (1000 / rate))
  return [
    text(20, y + 16, name, { bold: true }),
    shares(counts).map((share, partition) => {
      const row = y + 44 + partition * ROW
      const isSlow = partition === slowPartition
      const marks = stretches
        .filter(([where, from]) => where === partition && from < ms)
        .map(([, from, to]) => `M${x(from)} ${row}h${round(x(Math.min(to, ms)) - x(from) + width)}`)
      return [
        line(LEFT, row, RIGHT, row, { width: 1 }),
        text(LEFT - 12, row + 6, isSlow ? `late ${partition}` : `${partition}`, {
          as: isSlow ? 'red' : 'soft',
          size: 18,
          anchor: 'end',
        }),
        `<path class="${isSlow ? 'red' : 'amber'}-line" stroke-width="14" d="${marks.join('')}"/>`,
        text(RIGHT + 14, row + 6, share, { as: isSlow ? 'red' : 'soft', size: 18 }),
      ]
    }),
  ]
}

function shares(counts) {
  const all = counts.reduce((sum, count) => sum + count, 0)
  return counts.map((count) => `${Math.round((count / all) * 100)} %`)
}
