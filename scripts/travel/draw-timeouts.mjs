// Every timeout on one time line, librdkafka's name and Java's side by side. The lengths are not to scale.
import { line, picture, text } from './svg.mjs'
import { span, TIMEOUTS } from './timeouts.mjs'

const MOMENTS = { before: 20, produce: 104, sent: 220, replicas: 330, silence: 420, again: 540, report: 650 }
const LABELS = [
  ['produce', 'produce', 'middle'],
  ['sent', 'sent', 'middle'],
  ['silence', 'no answer', 'middle'],
  ['again', 'sent again', 'middle'],
  ['report', 'report', 'end'],
]
const TOP = 78
const ROW = 74

export function drawTimeouts() {
  const bottom = TOP + TIMEOUTS.length * ROW
  return picture({
    title: 'Every timeout on one time line, from produce to report',
    description: `Not to scale. ${TIMEOUTS.map(describe).join(' ')}`,
    height: bottom + 50,
    body: [
      LABELS.map(([moment, label, anchor]) => [
        line(MOMENTS[moment], 50, MOMENTS[moment], bottom, { dashed: true }),
        text(MOMENTS[moment] + (anchor === 'end' ? 12 : 0), 40, label, { anchor, bold: true, size: 19 }),
      ]),
      TIMEOUTS.map((timeout, row) => drawRow(timeout, TOP + row * ROW)),
      text(20, bottom + 28, 'above: librdkafka', { as: 'amber', size: 18 }),
      text(200, bottom + 28, 'below: Java', { as: 'blue', size: 18 }),
      text(660, bottom + 28, 'not to scale; defaults', { as: 'soft', size: 18, anchor: 'end' }),
    ],
  })
}

/** Letters lie on the dashed lines; a margin in the colour of the paper keeps them legible. */
function drawRow(
  { name, alias, upTo, standard, standardUpTo, java, javaDefault, javaDefaultUpTo, from, to },
  y,
) {
  const [left, right] = [MOMENTS[from], MOMENTS[to]]
  const own = name && `${alias ?? name}${upTo ? ' … .max.ms' : ''}  ${span(standard, standardUpTo)}`
  const javas = java && `${java}${upTo ? ' … .max.ms' : ''}  ${span(javaDefault, javaDefaultUpTo)}`
  return [
    own ? label(y + 6, own, 'amber', left) : [],
    line(left, y + 18, right, y + 18, { as: own ? 'amber' : 'blue', width: 8 }),
    javas ? label(y + 42, javas, 'blue', left) : label(y + 42, 'Java: part of max.block.ms', 'soft', left),
  ]
}

function label(y, words, as, left) {
  const size = 18
  const width = words.length * size * 0.54
  const x = Math.min(left, 664 - width)
  return [
    `<rect class="paper" x="${Math.floor(x) - 2}" y="${y - 16}" width="${Math.ceil(width) + 4}" height="21"/>`,
    text(Math.round(x), y, words, { as, size }),
  ]
}

function describe({ name, standard, standardUpTo, java, javaDefault, javaDefaultUpTo, from, to }) {
  const ours = name ? `${name} (${span(standard, standardUpTo)})` : 'librdkafka has none'
  const javas = java ? `${java} (${span(javaDefault, javaDefaultUpTo)})` : 'none of its own'
  return `From ${from} to ${to}: ${ours}; Java: ${javas}.`
}
