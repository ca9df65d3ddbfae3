// The shape of bench/results/aa/summary.json.
import type { Machine, Mode } from '../src/measure/result.js'

export interface AASummary {
  readonly command: string
  readonly date: string
  readonly machine: Machine
  readonly versions: Readonly<Record<string, string>>
  readonly blocks: number
  readonly slotSeconds: number
  /** Runs in which anything was claimed: at most one in twenty may be. */
  readonly withClaims: number
  readonly runs: {
    readonly seed: number
    readonly mode: Mode['kind']
    readonly voided: number
    readonly claims: readonly string[]
    /** What the run could have told apart; null: too few blocks. */
    readonly resolution: readonly { readonly figure: string; readonly share: number | null }[]
  }[]
}
