// acks: who has the message when the report comes; the latencies are measured.
import { say } from './figures.mjs'
import { arrow, box, cross, line, picture, text } from './svg.mjs'

const ROW = 172

export function drawAcks({ figures }) {
  const p50 = (acks) => `${say(figures.acks[`acks=${acks}`].p50Ms.median)} ms`
  return picture({
    title: 'acks: who has the message when the report comes',
    description:
      'acks=0: the report comes when the request is written to the socket; nobody may have it. acks=1: the leader has ' +
      'it; followers may not. acks=all: every in-sync replica has it. With acks=all and fewer in-sync replicas than ' +
      `min.insync.replicas the leader refuses. Median latencies on three brokers of one machine: ${p50('0')}, ` +
      `${p50('1')}, ${p50('all')}.`,
    height: 4 * ROW + 20,
    body: [
      row(16, 'acks=0', 'report: once sent', p50('0'), { has: 0 }),
      row(16 + ROW, 'acks=1', 'report: leader has it', p50('1'), { has: 1 }),
      row(16 + 2 * ROW, 'acks=all', 'report: all in sync have it', p50('all'), { has: 3 }),
      row(16 + 3 * ROW, 'acks=all', 'min.insync.replicas not met', null, { has: 0, refused: true }),
    ],
  })
}

function row(y, acks, when, latency, { has, refused = false }) {
  const middle = y + 96
  const colour = refused ? 'red' : 'green'
  const reportFrom = has === 0 && !refused ? 262 : 330
  return [
    y > 20 ? line(20, y - 4, 660, y - 4) : [],
    text(20, y + 28, acks, { bold: true, mono: true }),
    text(136, y + 28, when, { as: 'soft' }),
    latency ? text(660, y + 28, `p50 ${latency}`, { anchor: 'end', bold: true }) : [],
    box(20, middle - 42, 120, 84, { tint: 'blue', as: 'blue' }),
    text(80, middle + 6, 'producer', { anchor: 'middle' }),
    arrow(140, middle - 18, 330, middle - 18, { as: 'amber' }),
    arrow(reportFrom, middle + 20, 140, middle + 20, { as: colour }),
    text(156, middle + 46, refused ? 'an error' : 'report', { as: colour, size: 18 }),
    reportFrom < 330 ? line(reportFrom, middle - 18, reportFrom, middle + 20, { as: colour, width: 3 }) : [],
    replica(330, middle - 42, 84, 'leader', has > 0),
    refused ? cross(330, middle - 18) : [],
    replica(530, middle - 50, 46, 'follower', has > 1),
    replica(530, middle + 8, 46, 'follower', has > 2, refused),
    refused ? [] : followerArrows(middle, has > 1),
  ]
}

function followerArrows(middle, inTime) {
  const look = { as: inTime ? 'amber' : 'line', dashed: !inTime }
  return [arrow(450, middle - 27, 530, middle - 27, look), arrow(450, middle + 31, 530, middle + 31, look)]
}

function replica(x, y, height, name, has, down = false) {
  const colour = has ? 'amber' : 'line'
  return [
    box(x, y, 120, height, { tint: has ? 'amber' : 'box', as: down ? 'red' : colour }),
    text(x + 60, y + height / 2 + 7, down ? 'not in sync' : name, { anchor: 'middle', size: down ? 18 : 20 }),
  ]
}
