// Follows a feed and produces each of its posts to a topic once, in the feed's order.
// serve.ts makes a process of it.
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { MessageError, Producer } from 'lingerbus'
import { serveEndpoints } from './endpoints.ts'
import { type FeedEvent, follow } from './follow.ts'
import { makeMetrics } from './metrics.ts'
import { newestEventIds } from './position.ts'
import { Recent } from './recent.ts'

export interface ServiceOptions {
  servers: string
  topic: string
  feedUrl: string
  /** Of the endpoints; 0: any free one. */
  port?: number
}

export type Service = Awaited<ReturnType<typeof startService>>

/** A feed repeats what was a moment ago, not what was last week. */
const REMEMBERED = 1000
/** Messages wait, and no report comes for so long: Kafka is away or very slow. */
const STALL_MS = 5000
/** What Kafka refuses about one message and not about the next. */
const ONLY_THIS_ONE = ['MSG_SIZE_TOO_LARGE', 'INVALID_RECORD']

export async function startService({ servers, topic, feedUrl, port = 0 }: ServiceOptions) {
  const producer = new Producer({
    'bootstrap.servers': servers,
    'client.id': 'feed-service',
    'linger.ms': 20,
    // For ever: a post that gave up would leave a hole. Kafka is away → we wait → the feed waits.
    'delivery.timeout.ms': 0,
    highWaterMark: 500, // here we stop reading; small, to see it happen
  })
  producer.on('error', (error) => console.error(error.message))
  const metrics = makeMetrics(producer)
  const stopping = new AbortController()
  let sickness: string | null = null
  let isFollowing = false
  let lastSignOfLifeMs = Date.now()

  const endpoints = await serveEndpoints(port, {
    sickness: () => sickness,
    readiness: () => ({
      feed: isFollowing,
      kafka: producer.outstanding === 0 || Date.now() - lastSignOfLifeMs < STALL_MS,
      working: !stopping.signal.aborted,
    }),
    metrics: metrics.registry,
  })

  function putAside({ id }: FeedEvent, error: Error): void {
    metrics.events.inc({ outcome: 'refused' })
    console.error(`post ${id} is put aside: ${error.message}`)
  }

  /** False: no room for more. */
  function produce(event: FeedEvent): boolean {
    if (producer.outstanding === 0) lastSignOfLifeMs = Date.now()
    // One partition: its order is the feed's, and its last record is our place in the feed.
    const headers = event.id === undefined ? {} : { 'event-id': event.id }
    const message = { topic, partition: 0, value: event.data, headers }
    return producer.produce(message, (error) => {
      lastSignOfLifeMs = Date.now()
      if (error === null) return metrics.events.inc({ outcome: 'produced' })
      if (ONLY_THIS_ONE.includes(error.code)) return putAside(event, error)
      sickness ??= error.message
      stopping.abort()
    })
  }

  const stopped = new Promise((resolve) => stopping.signal.addEventListener('abort', resolve))

  async function untilRoom(): Promise<void> {
    const startedMs = Date.now()
    await Promise.race([producer.drained(), stopped])
    metrics.paused.inc((Date.now() - startedMs) / 1000)
  }

  /** Kafka may be away when we start: then we wait for it. */
  async function whereWeAre(): Promise<string[]> {
    for (;;) {
      try {
        return await newestEventIds(servers, topic, REMEMBERED)
      } catch (error) {
        console.error(`the place in the feed cannot be read from ${topic}: ${(error as Error).message}`)
        await Promise.race([sleep(1000), stopped])
        if (stopping.signal.aborted) return []
      }
    }
  }

  async function run(): Promise<void> {
    const ids = await whereWeAre()
    const seen = new Recent(ids, REMEMBERED)
    const events = follow({
      url: feedUrl,
      lastEventId: ids.at(-1),
      signal: stopping.signal,
      onConnected: () => {
        isFollowing = true
        metrics.connections.inc()
      },
      onLost: (why) => {
        isFollowing = false
        console.log(`the feed is lost (${why}); going on after post ${seen.newest ?? 'none'}`)
      },
    })
    for await (const event of events) {
      if (event.id !== undefined && !seen.add(event.id)) {
        metrics.events.inc({ outcome: 'repeated' })
        continue
      }
      try {
        if (!produce(event)) await untilRoom()
      } catch (error) {
        if (!MessageError.is(error)) throw error
        putAside(event, error)
      }
    }
  }

  const working = run()
    .catch((error: Error) => {
      sickness ??= error.message
    })
    .finally(() => {
      isFollowing = false
    })

  return {
    url: `http://127.0.0.1:${(endpoints.address() as AddressInfo).port}`,
    producer,
    /** Resolves when the work is over: after stop(), or when it cannot go on; to the reason, or null. */
    ended: working.then(() => sickness),
    /** Reads no more, delivers what was read, and gives the account. */
    async stop() {
      stopping.abort()
      await working
      // Less than what an orchestrator waits before it kills (Kubernetes: 30 s).
      const ledger = await producer.close({ timeoutMs: 20_000 })
      endpoints.close().closeAllConnections()
      return ledger
    },
  }
}
