// The shape of docs/measurements/presets.json.
import type { Range, Result } from './result.ts'

export interface PresetFigures {
  readonly preset: string
  /** Messages a second, from the first call to the last report. */
  readonly rate: Range
  /** User and system time of all threads, in µs a message. */
  readonly cpuUs: Range
  readonly messagesPerRequest: Range
  /** To the broker, with everything around it. */
  readonly bytesPerMessage: Range
  /** From produce to the callback. */
  readonly p50Ms: Range
  readonly p99Ms: Range
}

export interface PresetsResult {
  readonly about: string
  readonly command: string
  readonly date: string
  readonly rounds: number
  readonly scale: number
  readonly machine: Result['machine']
  readonly versions: Result['versions']
  /** As fast as it goes. */
  readonly flood: {
    readonly messages: number
    readonly bytes: number
    readonly presets: readonly PresetFigures[]
  }
  readonly paced: {
    readonly messages: number
    readonly messagesPerSecond: number
    readonly presets: readonly PresetFigures[]
  }
}
