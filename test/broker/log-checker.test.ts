import { expect, test } from 'vitest'
import { checkLog, type LoggedMessage, type Outcome, type ProducedMessage } from '../support/log-checker.js'

/** Thirty messages of six keys in three partitions, as a faultless producer writes and reports them. */
function cleanRun(): { produced: ProducedMessage[]; log: LoggedMessage[] } {
  const log: LoggedMessage[] = []
  const produced = Array.from({ length: 30 }, (_, id): ProducedMessage => {
    const partition = id % 3
    const offset = Math.floor(id / 3)
    const key = `key-${id % 6}`
    log.push({ partition, offset, id, key })
    return { id, key, reports: [{ code: null, status: 'persisted', partition, offset }] }
  })
  return { produced, log }
}

const faults = (produced: ProducedMessage[], log: LoggedMessage[]) =>
  checkLog(produced, log).map(({ fault, id }) => [fault, id])

/** The run with message `id` told differently. */
function retold(produced: ProducedMessage[], id: number, reports: Outcome[]): ProducedMessage[] {
  return produced.map((message) => (message.id === id ? { ...message, reports } : message))
}

const failed = (status: Outcome['status']): Outcome => ({
  code: '_MSG_TIMED_OUT',
  status,
  partition: 1,
  offset: null,
})

test('a clean log passes, in whatever order it was read', () => {
  const { produced, log } = cleanRun()
  expect(checkLog(produced, log)).toEqual([])
  expect(checkLog(produced, log.toReversed())).toEqual([])
})

test('a failed message may be in the log or not, as long as its report leaves it open', () => {
  const { produced, log } = cleanRun()
  const open = retold(produced, 7, [failed('possibly-persisted')])
  expect(checkLog(open, log)).toEqual([])
  expect(checkLog(open, withoutMessage(log, 7))).toEqual([])
})

test('a message that is certainly not persisted is not missed', () => {
  const { produced, log } = cleanRun()
  expect(checkLog(retold(produced, 7, [failed('not-persisted')]), withoutMessage(log, 7))).toEqual([])
})

test('finds a loss', () => {
  const { produced, log } = cleanRun()
  expect(faults(produced, withoutMessage(log, 13))).toEqual([['lost', 13]])
})

test('finds the loss of a last message', () => {
  const { produced, log } = cleanRun()
  expect(faults(produced, withoutMessage(log, 29))).toEqual([['lost', 29]])
})

test('finds a duplicate', () => {
  const { produced, log } = cleanRun()
  const copy = { ...log[4]!, offset: 10 }
  expect(faults(produced, [...log, copy])).toEqual([['duplicated', 4]])
})

test('finds two messages that changed places, though both reports tell the places they have now', () => {
  const { produced, log } = cleanRun()
  const swapped = swap(log, 9, 12)
  const reports = swapped.filter(({ id }) => id === 9 || id === 12)
  let told = produced
  for (const { id, partition, offset } of reports) {
    told = retold(told, id, [{ code: null, status: 'persisted', partition, offset }])
  }
  expect(faults(told, swapped)).toEqual([['reordered', 9]])
})

test('finds two messages that changed places without being reported so', () => {
  const { produced, log } = cleanRun()
  expect(faults(produced, swap(log, 9, 12))).toEqual([
    ['misplaced', 9],
    ['misplaced', 12],
    ['reordered', 9],
  ])
})

test('finds a report that points at another message', () => {
  const { produced, log } = cleanRun()
  const wrong: Outcome = { code: null, status: 'persisted', partition: 2, offset: 4 }
  expect(faults(retold(produced, 11, [wrong]), log)).toEqual([['misplaced', 11]])
})

test('finds a report of persistence without an offset', () => {
  const { produced, log } = cleanRun()
  const vague: Outcome = { code: null, status: 'persisted', partition: 2, offset: null }
  expect(faults(retold(produced, 11, [vague]), log)).toEqual([['misplaced', 11]])
})

test('finds a message without a report', () => {
  const { produced, log } = cleanRun()
  expect(faults(retold(produced, 3, []), log)).toEqual([['unreported', 3]])
})

test('finds a message with two reports', () => {
  const { produced, log } = cleanRun()
  const [report] = produced[3]!.reports
  expect(faults(retold(produced, 3, [report!, report!]), log)).toEqual([['reported twice', 3]])
})

test('finds a message that was written although its report denies it', () => {
  const { produced, log } = cleanRun()
  expect(faults(retold(produced, 7, [failed('not-persisted')]), log)).toEqual([['written after all', 7]])
})

test('finds a key in two partitions', () => {
  const { produced, log } = cleanRun()
  const moved = log.map((record) => (record.id === 29 ? { ...record, partition: 0, offset: 10 } : record))
  const report: Outcome = { code: null, status: 'persisted', partition: 0, offset: 10 }
  expect(faults(retold(produced, 29, [report]), moved)).toEqual([['scattered', 29]])
})

test('finds a record that nobody produced, and one under a foreign key', () => {
  const { produced, log } = cleanRun()
  const strange = [...log, { partition: 0, offset: 10, id: 99, key: 'key-0' }]
  expect(faults(produced, strange)).toEqual([['foreign', 99]])
  const renamed = log.map((record) => (record.id === 5 ? { ...record, key: 'key-x' } : record))
  expect(faults(produced, renamed)).toEqual([['foreign', 5]])
})

function withoutMessage(log: LoggedMessage[], id: number): LoggedMessage[] {
  return log.filter((record) => record.id !== id)
}

function swap(log: LoggedMessage[], one: number, other: number): LoggedMessage[] {
  const content = (id: number) => ({ id: log[id]!.id, key: log[id]!.key })
  return log.map((record) => {
    if (record.id === one) return { ...record, ...content(other) }
    if (record.id === other) return { ...record, ...content(one) }
    return record
  })
}
