import type { DepthName } from '../tune/depth.js'
import type { Goal } from '../tune/goal.js'
import type { BenchRequest } from './bench-plan.js'

/** What `lingerbus tune` was asked to do. */
export interface TuneRequest
  extends Pick<
    BenchRequest,
    'properties' | 'topic' | 'partitions' | 'replicationFactor' | 'payload' | 'vary'
  > {
  readonly goal: Goal
  /** As it was written: a part of the command that the result names. */
  readonly goalText: string
  readonly depth: DepthName
  /** Instead of the mode's; for tests and for those who know. */
  readonly slotSeconds: number | null
  readonly seed: number
  readonly isDryRun: boolean
  /** Where what was measured is kept; null: in a file of its own that goes when all is done. */
  readonly state: string | null
  readonly isResumed: boolean
  readonly output: string | null
  readonly asJson: boolean
  readonly quiet: boolean
  /** As `git diff --exit-code`: better settings are an exit code of their own. */
  readonly tellsBetter: boolean
}
