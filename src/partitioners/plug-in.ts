import { describe } from '../describe.js'
import { MessageError } from '../errors.js'

/**
 * A partitioner by hash. Its number is taken modulo the exact partition count: in C on the engine `native`, also for
 * messages that wait for metadata. Must give the same for the same bytes.
 */
export interface HashPartitioner {
  /**
   * Called for each message that has a key and no partition; never for null keys, which are sticky as in librdkafka.
   * @param key the bytes that are sent; valid during the call
   * @returns a whole number from 0 to 4294967295; write `hash >>> 0` for one with a sign
   */
  hash(key: Uint8Array): number
}

/** What a choosing partitioner is told of a message and its topic. */
export interface Choice {
  readonly topic: string
  /** Text as it was given to produce: what is sent is its UTF-8. */
  readonly key: string | Uint8Array | null
  readonly value: string | Uint8Array | null
  readonly headers: readonly (readonly [name: string, value: string | Uint8Array | null])[]
  /** Refreshed with the topic's metadata. */
  readonly partitionCount: number
  /** Whether the partition has a leader, as far as was known at the last refresh. */
  readonly isAvailable: (partition: number) => boolean
}

/** A partitioner that looks at the whole message. */
export interface ChoosePartitioner {
  /**
   * Called once an accepted message without a partition, null keys among them, when the queue has room and the
   * partition count is known; not again when librdkafka retries. Must not block, and a promise is no answer.
   * @returns a whole number from 0 to partitionCount − 1
   */
  choose(choice: Choice): number
}

let running = 0

/** A plug-in is being asked: its message is in the ledger and not in the engine, and nobody may wait for it. */
export function isAsking(): boolean {
  return running > 0
}

/** A call of user code that never lets its exception, or a promise's, out as it is. */
export function ask(
  what: 'hash' | 'choose',
  topic: string,
  call: () => number,
  below: number,
  ofWhat: string,
): number {
  let answer: unknown
  running++
  try {
    answer = call()
  } catch (error) {
    throw new MessageError(
      '_INVALID_ARG',
      `${what} of the partitioner threw for topic '${topic}', ${ofWhat}: ${say(error)}`,
      {
        cause: error,
      },
    )
  } finally {
    running--
  }
  if (typeof answer === 'number' && Number.isInteger(answer) && answer >= 0 && answer < below) return answer
  const got = isThenable(answer) ? `a promise (${what} must answer at once)` : say(answer)
  throw new MessageError(
    '_INVALID_ARG',
    `${what} of the partitioner must give a whole number from 0 to ${below - 1} for topic '${topic}', ${ofWhat}; got ${got}`,
  )
}

function isThenable(answer: unknown): boolean {
  try {
    if (typeof (answer as { then?: unknown } | null | undefined)?.then !== 'function') return false
  } catch {
    return false // a getter that throws: no answer either
  }
  // Nobody waits for it: its rejection must not end the process.
  Promise.resolve(answer).catch(() => {})
  return true
}

function say(value: unknown): string {
  try {
    if (value instanceof Error) return String(value.message)
  } catch {
    // A proxy that throws at every look.
  }
  return describe(value)
}
