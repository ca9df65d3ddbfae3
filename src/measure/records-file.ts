import { readFileSync, writeFileSync } from 'node:fs'

/** Key and value, or null. */
export type StoredRecord = readonly [Buffer | null, Buffer | null]

/** Records on their way to a slot's process: a line of JSON each, `[key, value]` in base64. */
export function writeRecords(file: string, records: readonly StoredRecord[]): void {
  const lines = records.map((parts) => JSON.stringify(parts.map((part) => part?.toString('base64') ?? null)))
  // Whoever may read this process's records may read these, and nobody else.
  writeFileSync(file, `${lines.join('\n')}\n`, { mode: 0o600 })
}

export function readRecords(file: string): StoredRecord[] {
  const lines = readFileSync(file, 'utf8').split('\n').slice(0, -1)
  return lines.map((line) => {
    const [key, value] = JSON.parse(line) as [string | null, string | null]
    return [
      key === null ? null : Buffer.from(key, 'base64'),
      value === null ? null : Buffer.from(value, 'base64'),
    ]
  })
}
