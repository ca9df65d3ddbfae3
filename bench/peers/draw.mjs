// Draws docs/pictures/peers.svg: every client's messages a second under the same promise, on one node.
import { line, picture, round, text } from '../../scripts/travel/svg.mjs'
import { say } from '../text.mjs'

const LEFT = 262
const RIGHT = 580
const ROW = 38
const TOP = 84

/** null where that race was not measured. */
export function drawPeers(races) {
  const race = races.find(({ name }) => name === 'equal-1')
  if (race === undefined) return null
  const rows = race.contenders
    .filter(({ figures }) => figures.rate)
    .sort((a, b) => b.figures.rate.median - a.figures.rate.median)
  const most = Math.max(...rows.map(({ figures }) => figures.rate.max))
  const x = (rate) => round(LEFT + (rate / most) * (RIGHT - LEFT))
  const said = rows.map(({ name, figures }) => `${name} ${say(figures.rate.median)}`)
  return picture({
    title: 'Messages a second, every one confirmed (measured)',
    description: `Values of 100 bytes, acks=all, one node on the same machine. Medians: ${said.join(', ')}.`,
    height: TOP + rows.length * ROW + 62,
    body: [
      text(20, 40, 'Messages a second, every one confirmed', { bold: true }),
      text(20, 66, 'acks=all, 100 bytes, one node; the thin line: least to most', { as: 'soft', size: 18 }),
      rows.map(({ name, figures: { rate } }, at) => {
        const y = TOP + at * ROW
        const own = name.startsWith('lingerbus')
        return [
          text(LEFT - 12, y + 22, name, { size: 18, anchor: 'end', bold: own }),
          `<rect class="${own ? 'amber' : 'line'}" x="${LEFT}" y="${y + 6}" width="${Math.max(1, round(x(rate.median) - LEFT))}" height="22" rx="3"/>`,
          line(x(rate.min), y + 17, x(rate.max), y + 17, { as: 'ink', width: 2 }),
          text(x(rate.max) + 10, y + 23, say(rate.median), { as: own ? 'ink' : 'soft', size: 18, bold: own }),
        ]
      }),
      text(
        20,
        TOP + rows.length * ROW + 36,
        `${race.date.slice(0, 10)}, ${race.machine.cores} cores, Kafka ${race.versions.kafka}`,
        {
          as: 'soft',
          size: 18,
        },
      ),
    ],
  })
}
