// When the bus leaves: full first, or on time first.
import { arrow, bus, dot, line, picture, text } from './svg.mjs'

const FIRST = 40
const LINGER_ENDS = 450

export function drawDeparture() {
  return picture({
    title: 'A batch leaves when it is full, or when linger.ms is over',
    description:
      'Two time lines. In the rush hour messages come quickly: the batch has batch.size bytes before linger.ms is over ' +
      'and leaves at once. In the quiet hour few messages come: the batch leaves with what it has when its oldest ' +
      'message has waited for linger.ms.',
    height: 460,
    body: [
      lane(30, 'Rush hour: full first (batch.size)', [40, 84, 120, 166, 205, 236], 236, 6),
      lane(250, 'Quiet hour: on time (linger.ms)', [40, 290], LINGER_ENDS, 2),
    ],
  })
}

function lane(y, name, arrivals, leavesAt, taken) {
  const road = y + 70
  return [
    text(20, y + 14, name, { bold: true }),
    arrow(20, road, 660, road, { as: 'line' }),
    text(660, road + 28, 'time', { anchor: 'end', as: 'soft', size: 18 }),
    line(FIRST, road + 38, LINGER_ENDS, road + 38, { as: 'blue', width: 5 }),
    line(FIRST, road + 28, FIRST, road + 48, { as: 'blue' }),
    line(LINGER_ENDS, road + 28, LINGER_ENDS, road + 48, { as: 'blue' }),
    text(LINGER_ENDS - 12, road + 68, 'linger.ms', { size: 18, as: 'blue', anchor: 'end' }),
    arrivals.map((x) => dot(x, road)),
    line(leavesAt, road - 40, leavesAt, road + 96, { as: 'amber', dashed: true }),
    text(leavesAt - 14, road + 112, 'leaves', { anchor: 'end', as: 'amber', bold: true }),
    bus(leavesAt + 14, road + 84, { seats: 6, taken }),
  ]
}
