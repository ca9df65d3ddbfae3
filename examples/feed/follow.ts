// Server-sent events for ever: what breaks is taken up again where it broke.
import { setTimeout as sleep } from 'node:timers/promises'
import { EventSourceParserStream } from 'eventsource-parser/stream'

export interface FeedEvent {
  id: string | undefined
  data: string
}

export interface FollowOptions {
  url: string
  /** Where to go on: the id of the last event that is safe. */
  lastEventId: string | undefined
  signal: AbortSignal
  onConnected: () => void
  onLost: (why: string) => void
}

const LONGEST_WAIT_MS = 30_000

/**
 * Reads no further than its caller does: while the caller waits, the connection fills up and the server waits too.
 * Ends when the signal says so, or when the server says with 204 that there is no more.
 * @throws Error for an answer that no repetition will mend: 401, 404, …
 */
export async function* follow(options: FollowOptions): AsyncGenerator<FeedEvent> {
  const { url, signal } = options
  let { lastEventId } = options
  let retryMs = 1000 // until the server tells us
  for (let failures = 0; !signal.aborted; failures++) {
    let why = 'the server closed the connection'
    try {
      const headers = { accept: 'text/event-stream', ...(lastEventId && { 'last-event-id': lastEventId }) }
      const response = await fetch(url, { headers, signal })
      if (response.status === 204) return
      if (isHopeless(response.status)) throw new HopelessError(`${url} answers ${response.status}`)
      if (!response.ok || !response.body) throw new Error(`it answers ${response.status}`)
      options.onConnected()
      const events = response.body
        .pipeThrough(new TextDecoderStream())
        .pipeThrough(new EventSourceParserStream({ onRetry: (ms) => (retryMs = ms) }))
      // An event that was cut off in the middle is not one: the parser drops it, and it comes again.
      for await (const { id, data } of events) {
        failures = 0
        lastEventId = id ?? lastEventId
        yield { id, data }
      }
    } catch (error) {
      if (signal.aborted) return
      if (error instanceof HopelessError) throw error
      why = error instanceof Error ? `${error.message} ${error.cause ?? ''}`.trim() : String(error)
    }
    options.onLost(why)
    // Longer each time and by chance: a thousand followers must not come back in the same moment.
    const waitMs = Math.min(retryMs * 2 ** failures, LONGEST_WAIT_MS) * (0.5 + Math.random() / 2)
    await sleep(waitMs, undefined, { signal }).catch(() => {})
  }
}

class HopelessError extends Error {}

function isHopeless(status: number): boolean {
  return status >= 400 && status < 500 && status !== 408 && status !== 429
}
