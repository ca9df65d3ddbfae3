// Draws where messages without a key went over time, from bench/results/partitioners/places.json.
import { line, picture, text } from '../../scripts/travel/svg.mjs'

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

function describe({ places, slowPartition }) {
  const late = slowPartition === null ? '' : `, of which ${slowPartition} answers late`
  return `shares of the partitions ${shares(places).join(', ')}${late}.`
}

function drawLane(y, name, { places, slowPartition }, ms) {
  const all = shares(places)
  const x = (at) => Math.round((LEFT + (at / ms) * (RIGHT - LEFT)) * 10) / 10
  const width = Math.max(1, ((RIGHT - LEFT) / ms) * (1000 / 4000))
  const seen = places.filter(([at]) => at >= 0 && at < ms)
  return [
    text(20, y + 16, name, { bold: true }),
    all.map((share, partition) => {
      const row = y + 44 + partition * ROW
      const isSlow = partition === slowPartition
      const marks = stretches(seen, partition).map(
        ([from, to]) => `M${x(from)} ${row}h${Math.round((x(to) - x(from) + width) * 10) / 10}`,
      )
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

/** From and to of each unbroken stretch on one partition. */
function stretches(places, partition) {
  const found = []
  for (const [at, [ms, where]] of places.entries()) {
    if (where !== partition) continue
    if (at > 0 && places[at - 1][1] === partition) found.at(-1)[1] = ms
    else found.push([ms, ms])
  }
  return found
}

function shares(places) {
  const counts = [0, 0, 0, 0]
  for (const [, partition] of places) counts[partition]++
  return counts.map((count) => `${Math.round((count / places.length) * 100)} %`)
}
