import type { Advice } from './advice.js'
import type { Consequences } from './consequences.js'
import type { PresetName } from './presets.js'

/** Who set a value. */
export type ValueSource = 'you' | 'preset' | 'lingerbus' | 'librdkafka'

export interface ExplainedValue {
  /** The preferred spelling. */
  readonly name: string
  /** As text; null where there is none; `[hidden]` for a secret. */
  readonly value: string | null
  readonly source: ValueSource
  /** As you wrote it, where that is another spelling. */
  readonly as?: string
  /** The preset's reason, or why librdkafka changed it. */
  readonly because?: string
  /** What the preset's value costs. */
  readonly cost?: string
  /** What it does, in a sentence. */
  readonly does: string
  /** What may be given. */
  readonly expects: string
  readonly unit?: string
  /** librdkafka's own. */
  readonly default: string | null
  readonly aliases?: readonly string[]
  readonly deprecated?: true
}

/** A configuration, explained. `String(explanation)` is a page of text; secrets are in neither. */
export interface Explanation {
  readonly preset: PresetName
  readonly purpose: string
  /** What the preset needs outside of this client. */
  readonly needs?: string
  /** Our own options first, then each property that a producer can have. */
  readonly values: readonly ExplainedValue[]
  /** What lingerbus and librdkafka adjust or fill in, in sentences. */
  readonly adjusted: readonly string[]
  readonly consequences: Consequences
  readonly advice: readonly Advice[]
  /** Dead and deprecated properties that you set. */
  readonly warnings: readonly string[]
}
