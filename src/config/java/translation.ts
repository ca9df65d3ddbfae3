import type { ProducerOptions } from '../options.js'

/** Something that a reader of the Java file should know. */
export interface JavaNote {
  /** The Java property. */
  readonly property: string
  /**
   * `adjusted`: Java itself changes it. `approximate`: the nearest that librdkafka has. `lost`: there is nothing
   * like it. `false friend`: librdkafka has the name with another meaning. `not needed`: nothing is missing without it.
   */
  readonly kind: 'adjusted' | 'approximate' | 'lost' | 'false friend' | 'not needed'
  readonly text: string
}

/** A Java configuration in Java's eyes and in ours. `String(translation)` is a page of text without secrets. */
export interface JavaTranslation {
  /** What the Java producer works with, by Java's names: all properties, after its own adjustments; null: none. */
  readonly java: Readonly<Record<string, string | null>>
  /** For `new Producer`: the preset `javaDefaults`, and what differs from it. */
  readonly options: ProducerOptions
  readonly notes: readonly JavaNote[]
}
