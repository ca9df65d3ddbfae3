import type { Content, HeaderList } from '../engine/engine.js'

/** A message that a FakeProducer accepted. Text is as it was given, bytes are a copy. */
export interface RecordedMessage {
  readonly topic: string
  /** −1 until it is sent, where the partitioner decides. */
  readonly partition: number
  readonly key: Content
  readonly value: Content
  /** Name and value, in the order in which they would be sent. */
  readonly headers: readonly (readonly [string, Content])[]
  /** ms since 1970 */
  readonly timestamp: number
  /** null unless it was delivered */
  readonly offset: number | null
  /** What its report said, or will say: an error's code. */
  readonly outcome: 'outstanding' | 'delivered' | (string & {})
}

export type Recording = { -readonly [Name in keyof RecordedMessage]: RecordedMessage[Name] }

/** A copy: what the caller changes afterwards is not sent. */
export function record(
  topic: string,
  partition: number,
  key: Content,
  value: Content,
  timestamp: number,
  headers: HeaderList | null,
): Recording {
  const parts = headers ?? []
  const pairs: (readonly [string, Content])[] = []
  for (let at = 0; at + 1 < parts.length; at += 2) pairs.push([parts[at] as string, copyOf(parts[at + 1]!)])
  return {
    topic,
    partition,
    key: copyOf(key),
    value: copyOf(value),
    headers: pairs,
    timestamp: timestamp || Date.now(),
    offset: null,
    outcome: 'outstanding',
  }
}

function copyOf(content: Content): Content {
  return content === null || typeof content === 'string' ? content : Buffer.from(content)
}
