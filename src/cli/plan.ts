import type { Layout } from './records.js'

/** What `lingerbus produce` was asked to do. */
export interface Plan {
  readonly files: readonly string[]
  readonly properties: Readonly<Record<string, string>>
  readonly topic: string
  readonly partition: number | undefined
  readonly headers: readonly (readonly [string, string | null])[]
  readonly key: string | undefined
  /** null: each file is one record. */
  readonly delimiter: Buffer | null
  readonly layout: Layout
  readonly count: number
  readonly failedFile: string | undefined
  readonly quiet: boolean
}
