// Types of draw.mjs for tests in TypeScript. Written by hand: keep beside it, change with it.

interface Range {
  median: number
  min: number
  max: number
}

export interface Result {
  command: string
  date: string
  machine: { cpu: string; cores: number; memoryGiB: number; os: string }
  versions: { lingerbus: string; node: string; librdkafka: string; kafka: string }
  figures: Record<string, unknown> & { linger: Record<string, Record<string, Range>> }
}

export function readResult(): Result
/** The text of every picture by its name. */
export function drawAll(measured?: Result): Record<string, string>
export function writePictures(measured?: Result): void
