// Every timeout on one time line, librdkafka's name and Java's side by side. The lengths are not to scale.
import { line, picture, text, widthOf } from './svg.mjs'
import { span, TIMEOUTS } from './timeouts.mjs'

const MOMENTS = { before: 20, produce: 104, sent: 220, replicas: 330, silence: 404, again: 524, report: 650 }
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
        text(MOMENTS[moment] + (anchor === 'end' ? 12 : 0), 40, label, { anchor, bold: true, size: 18 }),
      ]),
      TIMEOUTS.map((timeout, row) => drawRow(timeout, TOP + row * ROW)),
      text(20, bottom + 28, 'above: librdkafka', { as: 'amber', size: 18 }),
      text(200, bottom + 28, 'below: Java', { as: 'blue', size: 18 }),
      text(660, bottom + 28, 'not to scale; defaults', { as: 'soft', size: 18, anchor: 'end' }),
    ],
  })
}

function drawRow(timeout, y) {
  const [left, right] = [MOMENTS[timeout.from], MOMENTS[timeout.to]]
  const { own, javas } = names(timeout)
  return [
    label(y + 6, own ?? 'librdkafka: none, it never blocks', own ? 'amber' : 'soft', left),
    line(left, y + 18, right, y + 18, { as: own ? 'amber' : 'blue', width: 8 }),
    label(y + 42, javas ?? 'Java: part of max.block.ms', javas ? 'blue' : 'soft', left),
  ]
}

function names({ name, alias, upTo, standard, standardUpTo, at, java, javaDefault, javaDefaultUpTo }) {
  return {
    own:
      name && `${short(alias ?? name, upTo)}: ${span(standard, standardUpTo)}${at ? `, at the ${at}` : ''}`,
    javas: java && `${short(java, upTo)}: ${span(javaDefault, javaDefaultUpTo)}`,
  }
}

/** `retry.backoff(.max).ms`: two properties, the first delay and the longest. */
function short(name, upTo) {
  return upTo ? name.replace(/\.ms$/, '(.max).ms') : name
}

/** Letters lie on the dashed lines; a margin in the colour of the paper keeps them legible. */
function label(y, words, as, left) {
  const size = 18
  const width = widthOf(words, { size })
  const x = Math.round(Math.min(left, 664 - width))
  return [
    `<rect class="paper" x="${x - 2}" y="${y - 16}" width="${Math.ceil(width) + 4}" height="21"/>`,
    text(x, y, words, { as, size }),
  ]
}

function describe({ name, standard, standardUpTo, java, javaDefault, javaDefaultUpTo, from, to }) {
  const ours = name ? `${name} (${span(standard, standardUpTo)})` : 'librdkafka has none'
  const javas = java ? `${java} (${span(javaDefault, javaDefaultUpTo)})` : 'none of its own'
  return `From ${from} to ${to}: ${ours}; Java: ${javas}.`
}
