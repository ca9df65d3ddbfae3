// Bars of measured figures: the median as a bar, the range from least to most as a thin line.
import { say } from './figures.mjs'
import { line, picture, text } from './svg.mjs'

const LEFT = 20
const LONGEST = 470

export function drawLingerBars({ figures, repeats }) {
  const entries = Object.entries(figures.linger)
  return picture({
    title: 'linger.ms: messages a request, and latency (measured)',
    description: entries
      .map(
        ([name, { messagesPerRequest, p50Ms }]) =>
          `${name}: ${say(messagesPerRequest.median)} messages a request, half of the messages reported within ${say(p50Ms.median)} ms.`,
      )
      .join(' '),
    height: 2 * (70 + entries.length * 56) + 50,
    body: [
      bars(
        24,
        'Messages a request',
        entries.map(([name, each]) => [name, each.messagesPerRequest, '']),
        'amber',
      ),
      bars(
        94 + entries.length * 56,
        'Latency p50, produce to report',
        entries.map(([name, each]) => [name, each.p50Ms, ' ms']),
        'blue',
      ),
      legend(164 + 2 * entries.length * 56, repeats),
    ],
  })
}

export function drawInFlightBars({ figures, repeats }) {
  const { rttMs, batches, cases } = figures.inFlight
  const rows = Object.entries(cases).map(([name, each]) => [name, each.seconds, ' s'])
  const describe = ([name, { median }]) => `${name}: ${say(median)} s.`
  return picture({
    title: `${batches} batches over a round trip of ${rttMs} ms (measured)`,
    description: rows.map(describe).join(' '),
    height: 106 + rows.length * 62,
    body: [
      bars(24, `Until the last report, round trip ${rttMs} ms`, rows, 'amber', 62),
      legend(84 + rows.length * 62, repeats),
    ],
  })
}

function bars(top, heading, rows, as, step = 56) {
  const most = Math.max(...rows.map(([, { max }]) => max))
  const length = (value) => Math.round((value / most) * LONGEST)
  return [
    text(LEFT, top + 14, heading, { bold: true }),
    rows.map(([name, { median, min, max }, unit], index) => {
      const y = top + 48 + index * step
      return [
        text(LEFT, y, name, { as: 'soft', size: 18 }),
        `<rect class="${as}" x="${LEFT}" y="${y + 10}" width="${Math.max(3, length(median))}" height="16" rx="3"/>`,
        line(LEFT + length(min), y + 31, LEFT + Math.max(length(max), length(min) + 2), y + 31, {
          as: 'soft',
        }),
        text(LEFT + Math.max(length(max), length(median)) + 12, y + 25, `${say(median)}${unit}`, {
          bold: true,
        }),
      ]
    }),
  ]
}

function legend(y, repeats) {
  return text(LEFT, y, `bar: median of ${repeats} runs; line: least to most`, { as: 'soft', size: 18 })
}
