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

/** What a rung returns when it holds. */
export interface Found {
  readonly text: string
  readonly evidence?: readonly string[]
}
