import type { Cause } from './diagnosis.js'

/** What a rung throws when it is broken. */
export class Fault extends Error {
  override readonly cause: Cause
  readonly evidence: readonly string[]
  /** The line to write on the client, or on the broker. */
  readonly mend: string

  constructor(cause: Cause, text: string, mend: string, evidence: readonly string[] = []) {
    super(text)
    this.cause = cause
    this.mend = mend
    this.evidence = evidence
  }
}

/** What went wrong among these, if anything; whatever is no fault is thrown on. */
export function faultsAmong(results: readonly PromiseSettledResult<unknown>[]): Fault[] {
  return results.flatMap((result) => {
    if (result.status === 'fulfilled') return []
    if (result.reason instanceof Fault) return [result.reason]
    throw result.reason
  })
}

/** Where every address failed: the cause of one of them, and what was seen at each. */
export function together(faults: readonly Fault[], worst = faults[0]!): Fault {
  if (faults.length === 1) return worst
  const evidence = faults.flatMap(({ message, evidence }) => [message, ...evidence])
  return new Fault(worst.cause, worst.message, worst.mend, evidence)
}

/** What a rung returns when it holds. */
export interface Found {
  readonly text: string
  readonly evidence?: readonly string[]
}
