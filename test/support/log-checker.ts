// Holds what a producer said of its messages against what stands in the log, message by message.
import type { PersistenceStatus } from '../../src/index.js'

export interface ProducedMessage {
  /** Its place in the order of produce: 0, 1, 2, … */
  readonly id: number
  readonly key: string
  /** One, if the producer keeps its promise. */
  readonly reports: readonly Outcome[]
}

export interface Outcome {
  /** null: delivered */
  readonly code: string | null
  readonly status: PersistenceStatus
  readonly partition: number
  readonly offset: number | null
}

export interface LoggedMessage {
  readonly partition: number
  readonly offset: number
  readonly id: number
  readonly key: string
}

export type Fault =
  /** No report came. */
  | 'unreported'
  /** More than one report came. */
  | 'reported twice'
  /** Reported as persisted, and nowhere in the log. */
  | 'lost'
  /** Reported as persisted, and not at the reported place. */
  | 'misplaced'
  /** Reported as certainly not persisted, and in the log. */
  | 'written after all'
  /** More than once in the log. */
  | 'duplicated'
  /** Behind a message of its partition that was produced later. */
  | 'reordered'
  /** A key in more than one partition: nobody can say which of its messages came first. */
  | 'scattered'
  /** In the log, and never produced, or with another key. */
  | 'foreign'

export interface Finding {
  readonly fault: Fault
  readonly id: number
  readonly detail: string
}

/** Every fault there is; none for a log that is as the reports say. */
export function checkLog(produced: readonly ProducedMessage[], log: readonly LoggedMessage[]): Finding[] {
  const places = new Map<number, LoggedMessage[]>()
  for (const record of log) {
    const others = places.get(record.id)
    if (others) others.push(record)
    else places.set(record.id, [record])
  }
  return [
    ...checkReports(produced, places),
    ...checkRecords(produced, places),
    ...checkOrder(log),
    ...checkHomes(log),
  ]
}

function checkReports(
  produced: readonly ProducedMessage[],
  places: ReadonlyMap<number, readonly LoggedMessage[]>,
): Finding[] {
  const findings: Finding[] = []
  for (const { id, reports } of produced) {
    const found = places.get(id) ?? []
    if (reports.length === 0) findings.push({ fault: 'unreported', id, detail: `in the log: ${show(found)}` })
    if (reports.length > 1) {
      findings.push({ fault: 'reported twice', id, detail: reports.map(describe).join(' and ') })
    }
    for (const report of reports) {
      const detail = `${describe(report)}; in the log: ${show(found)}`
      if (report.status === 'persisted') {
        if (found.length === 0) findings.push({ fault: 'lost', id, detail })
        else if (!found.some((each) => each.partition === report.partition && each.offset === report.offset))
          findings.push({ fault: 'misplaced', id, detail })
      } else if (report.status === 'not-persisted' && found.length > 0) {
        findings.push({ fault: 'written after all', id, detail })
      }
    }
  }
  return findings
}

function checkRecords(
  produced: readonly ProducedMessage[],
  places: ReadonlyMap<number, readonly LoggedMessage[]>,
): Finding[] {
  const findings: Finding[] = []
  const keys = new Map(produced.map(({ id, key }) => [id, key]))
  for (const [id, found] of places) {
    if (found.length > 1) findings.push({ fault: 'duplicated', id, detail: show(found) })
    const stranger = found.find((each) => each.key !== keys.get(id))
    if (stranger)
      findings.push({ fault: 'foreign', id, detail: `key ${stranger.key} at ${show([stranger])}` })
  }
  return findings
}

/** By partition, not only by key: the order of produce is kept for all that goes to one. */
function checkOrder(log: readonly LoggedMessage[]): Finding[] {
  const findings: Finding[] = []
  const seen = new Set<number>()
  const last = new Map<number, LoggedMessage>()
  for (const record of [...log].sort((a, b) => a.partition - b.partition || a.offset - b.offset)) {
    const { id, partition } = record
    // A second copy comes late by nature: that is told as a duplicate.
    if (seen.has(id)) continue
    seen.add(id)
    const before = last.get(partition)
    if (before && before.id > id) {
      findings.push({ fault: 'reordered', id, detail: `${show([record])} behind ${before.id}` })
    } else {
      last.set(partition, record)
    }
  }
  return findings
}

/** Order by key is order by partition, as long as a key stays in the partition of its first message. */
function checkHomes(log: readonly LoggedMessage[]): Finding[] {
  const findings: Finding[] = []
  const homes = new Map<string, number>()
  for (const { id, key, partition } of [...log].sort((a, b) => a.id - b.id)) {
    const home = homes.get(key) ?? partition
    homes.set(key, home)
    if (home === partition) continue
    findings.push({ fault: 'scattered', id, detail: `key ${key} in ${partition}, before in ${home}` })
  }
  return findings
}

function describe({ code, status, partition, offset }: Outcome): string {
  return `${code ?? 'delivered'} (${status}) at ${partition}/${offset}`
}

function show(records: readonly LoggedMessage[]): string {
  return records.map(({ partition, offset }) => `${partition}/${offset}`).join(', ') || 'nowhere'
}
