// Types of render.mjs for tests in TypeScript. Written by hand: keep beside it, change with it.
import type { MemoryResult } from './memory-result.ts'
import type { RaceResult } from './peers/result.ts'
import type { ProfileResult } from './profile-result.ts'
import type { Result } from './result.ts'

export interface Results {
  readonly speed: readonly Result[]
  readonly memory: readonly MemoryResult[]
  readonly races: readonly RaceResult[]
  readonly profile: ProfileResult | null
}

/** The page's file. */
export const PAGE: string
export const PICTURE: string
/** All result files that are there. */
export function readResults(): Results
export function renderPage(results: Results): string
/** null where nothing was measured. */
export function renderPicture(results: Pick<Results, 'races'>): string | null
