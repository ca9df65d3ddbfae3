// Requests in flight, and how a retry arrives after the batches that were sent behind it.
import { arrow, box, cross, line, picture, text } from './svg.mjs'

export function drawOvertaking() {
  return picture({
    title: 'How a retry overtakes: without and with idempotence',
    description:
      'Two sequences between producer and broker, time going down. Without idempotence batches 1, 2 and 3 are in flight ' +
      'together; the broker refuses 1 for the moment and appends 2 and 3, then 1 comes again: the log holds 2, 3, 1. With idempotence librdkafka ' +
      'has one batch in flight for a partition: 1 is refused, comes again, then 2 and 3 follow: the log holds 1, 2, 3.',
    height: 590,
    body: [
      sequence(20, 'Without idempotence', 'many in flight', [
        { batch: 1, at: 0, refused: true },
        { batch: 2, at: 42 },
        { batch: 3, at: 84 },
        { batch: 1, at: 214, again: true },
      ]),
      line(340, 24, 340, 566, { dashed: true }),
      sequence(360, 'With idempotence', 'one at a time', [
        { batch: 1, at: 0, refused: true },
        { batch: 1, at: 112, again: true },
        { batch: 2, at: 192 },
        { batch: 3, at: 272 },
      ]),
    ],
  })
}

function sequence(left, name, limit, sends) {
  const [producer, broker, top] = [left + 26, left + 264, 140]
  const arrived = sends.filter((each) => !each.refused)
  return [
    text(left, 46, name, { bold: true }),
    text(left, 74, limit, { as: 'soft' }),
    text(left, 112, 'producer', { as: 'blue', size: 18 }),
    text(left + 300, 112, 'broker', { as: 'green', size: 18, anchor: 'end' }),
    line(producer, 122, producer, 480, { as: 'blue', width: 4 }),
    line(broker, 122, broker, 480, { as: 'green', width: 4 }),
    sends.map((each) => send(producer, broker, top + each.at, each)),
    text(left, 545, 'log', { as: 'soft' }),
    arrived.map(({ batch, again }, place) => {
      const [x, y] = [left + 60 + place * 66, 510]
      const colour = again ? 'red' : 'amber'
      return [
        box(x, y, 58, 54, { tint: colour, as: colour }),
        text(x + 29, y + 35, String(batch), { anchor: 'middle', size: 24, bold: true }),
      ]
    }),
  ]
}

const SLOPE = 50

function send(producer, broker, y, { batch, refused, again }) {
  const colour = refused || again ? 'red' : 'amber'
  return [
    arrow(producer, y, broker - 3, y + SLOPE, { as: colour }),
    refused ? [cross(broker, y + SLOPE), text(broker - 18, y + SLOPE - 28, 'refused', refusal)] : [],
    text(producer + 14, y - 2, again ? `${batch} again` : String(batch), {
      as: colour,
      size: 18,
      bold: true,
    }),
  ]
}

const refusal = { as: 'red', size: 18, anchor: 'end' }
