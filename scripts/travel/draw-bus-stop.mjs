// The whole way in one picture: queue, batch, request, broker, report.
import { arrow, box, bus, dot, heading, line, picture, text } from './svg.mjs'

const LEFT = 262
const ROOM = 400

export function drawBusStop() {
  return picture({
    title: 'How a message travels: queue, batch, request, broker, report',
    description:
      'Your code calls produce. The message waits in the queue at the stop of its partition. A batch takes all who wait ' +
      'and leaves when it is full (batch.size) or on time (linger.ms). As a request it is in flight until the broker ' +
      'answers. The broker appends it to the log of the partition and answers with an offset, or with why not; that ' +
      'comes back to your code as the delivery report.',
    height: 640,
    body: [
      box(20, 24, 130, 592, { tint: 'blue', as: 'blue' }),
      text(85, 60, 'your code', { anchor: 'middle', bold: true }),
      arrow(150, 106, LEFT, 106, { as: 'blue' }),
      text(154, 92, 'produce()', { size: 18, mono: true }),

      box(LEFT, 24, ROOM, 150),
      heading(LEFT + 16, 54, '1 queue', 'a stop for each partition'),
      stop(84, 'partition 0', 5),
      stop(130, 'partition 1', 2),

      arrow(LEFT + 40, 174, LEFT + 40, 262),
      text(LEFT + 60, 208, 'leaves when full: batch.size', { size: 18 }),
      text(LEFT + 60, 236, 'or on time: linger.ms', { size: 18 }),

      box(LEFT, 262, ROOM, 96),
      text(LEFT + 16, 294, '2 batch', { bold: true }),
      text(LEFT + 16, 330, 'one partition', { as: 'soft' }),
      bus(LEFT + 200, 284, { seats: 6, taken: 5 }),

      arrow(LEFT + 40, 358, LEFT + 40, 476),
      heading(LEFT + 60, 394, '3 request', 'in flight until the'),
      text(LEFT + 60, 422, 'broker answers, or time is up;', { as: 'soft' }),
      text(LEFT + 60, 450, 'then once more: a retry', { as: 'soft' }),

      box(LEFT, 476, ROOM, 140, { tint: 'green', as: 'green' }),
      heading(LEFT + 16, 508, '4 broker', 'appends to the log'),
      [0, 1, 2, 3, 4, 5, 6].map((offset) => offsetBox(LEFT + 16 + offset * 46, 524, offset)),
      text(LEFT + 16, 600, 'leader and replicas: see acks', { as: 'soft', size: 18 }),

      arrow(LEFT, 560, 150, 560, { as: 'green' }),
      text(162, 544, '5 report', { bold: true }),
      text(162, 590, 'offset, or', { size: 18 }),
      text(162, 612, 'why not', { size: 18 }),
    ],
  })
}

function stop(y, name, waiting) {
  return [
    line(LEFT + 26, y - 14, LEFT + 26, y + 22, { as: 'soft', width: 3 }),
    `<rect class="amber" x="${LEFT + 18}" y="${y - 18}" width="16" height="16" rx="3"/>`,
    text(LEFT + 48, y + 8, name, { size: 18 }),
    Array.from({ length: waiting }, (_, index) => dot(LEFT + 190 + index * 26, y + 2)),
  ]
}

function offsetBox(x, y, offset) {
  const isNew = offset > 1
  return [
    box(x, y, 42, 44, { tint: isNew ? 'amber' : 'box', as: isNew ? 'amber' : 'line', radius: 6 }),
    text(x + 21, y + 29, String(offset + 40), { anchor: 'middle', size: 18 }),
  ]
}
