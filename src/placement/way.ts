import type { Content, HeaderList } from '../engine/engine.js'
import type { TopicView } from './topic-view.js'

export type Hand = (
  view: TopicView | null,
  key: Content,
  value: Content,
  timestamp: number,
  headers: HeaderList | null,
  slot: number,
  nowMs: number,
) => number

/** How messages of one topic get their partition. */
export interface Way {
  /** Whether the topic's partitions must be known before this message can go on. */
  needsView(key: Content): boolean
  /** To the engine: 0 or librdkafka's code. `view` is null only where it is not needed. @throws MessageError of a plug-in */
  readonly hand: Hand
  onView(view: TopicView): void
}

/** As a partition: librdkafka's own partitioner of the topic decides. */
export const LEFT_TO_LIBRDKAFKA = -1
