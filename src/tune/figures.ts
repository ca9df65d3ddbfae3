import type { Mode, Slot } from '../measure/result.js'

/** What the tuner looks at in a slot. */
export type Figures = Pick<
  Slot,
  | 'void'
  | 'rate'
  | 'cpuUs'
  | 'requestsPerSecond'
  | 'messagesPerRequest'
  | 'bytesPerRequest'
  | 'queueMs'
  | 'outbufMs'
  | 'wireMs'
> & {
  readonly intended: Omit<NonNullable<Slot['intended']>, 'histogram'> | null
}

/** Values by property name: those that are tuned, each with its value in force. */
export type Settings = Readonly<Record<string, string>>

export type Phase = 'preflight' | 'noise' | 'search' | 'confirm' | 'half' | 'more'

export interface SlotRequest {
  readonly phase: Phase
  /** Counts through the whole run: what has the same number ran one after the other. */
  readonly block: number
  readonly settings: Settings
  readonly mode: Mode
  /** Where the run's slots may be too short for it. */
  readonly atLeastSeconds?: number
}

/** One slot: a fresh process, a fresh producer. It never throws for what a void slot can say. */
export type Measure = (request: SlotRequest) => Promise<Figures>

/** `linger.ms=5 batch.size=16384`: unique, and what a reader looks for. */
export function nameOf(settings: Settings): string {
  return Object.entries(settings)
    .map(([name, value]) => `${name}=${value}`)
    .join(' ')
}
