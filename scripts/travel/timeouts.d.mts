// Types of timeouts.mjs for tests in TypeScript. Written by hand: keep beside it, change with it.

export interface Timeout {
  /** librdkafka's name; absent where it has none. */
  name?: string
  alias?: string
  upTo?: string
  standard?: number
  standardUpTo?: number
  java: string | null
  javaDefault?: number
  javaDefaultUpTo?: number
  ends: string
  from: string
  to: string
}

export const TIMEOUTS: readonly Timeout[]
export function span(ms: number, upToMs?: number): string
