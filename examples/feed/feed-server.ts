// A small social feed on this machine, with the manners of a real one: bursts and pauses, posts sent twice, connections
// that break in the middle of a post, a 503 now and then. The same seed gives the same feed.
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

export interface Post {
  id: string
  author: string
  text: string
}

export interface FeedOptions {
  seed?: number
  /** The feed falls silent after that many; it stays open. */
  posts?: number
  /** Factor of all pauses: 0 is one burst. */
  pace?: number
  /** The index of a post of 2 MB, which is more than Kafka takes. */
  longPost?: number
  port?: number
}

export interface Feed {
  url: string
  /** What happened so far. */
  counts: { connections: number; refused: number; broken: number; repeated: number; sent: number }
  close(): Promise<void>
}

const authors = ['mina', 'jaeho', 'ada', 'linus', 'sora', 'grace']
const topics = ['따릉이', 'librdkafka', 'the exam', 'backpressure', '첫눈', 'a full queue', 'coffee']
const verbs = ['is late again', 'works now', '최고', 'explained in one picture', 'never again', 'at last']

/** From 0 up to 1, by what and which: no state, so that a post is the same whenever it is asked for. */
function chance(seed: number, what: string, index: number): number {
  return createHash('md5').update(`${seed} ${what} ${index}`).digest().readUInt32BE() / 2 ** 32
}

export function postOf(seed: number, index: number, isLong = false): Post {
  const pick = (list: string[], what: string) => list[Math.floor(chance(seed, what, index) * list.length)]!
  return {
    id: String(index + 1),
    author: pick(authors, 'author'),
    text: `${pick(topics, 'topic')} ${pick(verbs, 'verb')} #${index + 1}${isLong ? '!'.repeat(2_000_000) : ''}`,
  }
}

export async function startFeed({
  seed = 1,
  posts = Infinity,
  pace = 1,
  longPost = -1,
  port = 0,
}: FeedOptions = {}): Promise<Feed> {
  const counts = { connections: 0, refused: 0, broken: 0, repeated: 0, sent: 0 }
  const brokenAt = new Set<number>()
  const eventOf = (index: number) => {
    const post = postOf(seed, index, index === longPost)
    return `id: ${post.id}\nevent: post\ndata: ${JSON.stringify(post)}\n\n`
  }

  async function stream(response: ServerResponse, first: number): Promise<void> {
    // A slow reader slows us down: nothing is kept for it here.
    const write = async (text: string) => {
      if (!response.write(text)) await Promise.race([once(response, 'drain'), once(response, 'close')])
    }
    await write('retry: 50\n\n')
    for (let index = first; index < posts && !response.destroyed; index++) {
      if (chance(seed, 'pause', index) < 0.1) await sleep(200 * pace * chance(seed, 'length', index))
      if (chance(seed, 'break', index) < 0.01 && !brokenAt.has(index)) {
        brokenAt.add(index)
        counts.broken += 1
        const event = eventOf(index)
        await write(event.slice(0, event.length / 2))
        return void response.destroy()
      }
      await write(eventOf(index))
      counts.sent = Math.max(counts.sent, index + 1)
      if (index >= 2 && chance(seed, 'repeat', index) < 0.05) {
        counts.repeated += 1
        await write(eventOf(index - 2))
      }
    }
    while (!response.destroyed) {
      await write(': still here\n\n')
      await Promise.race([sleep(1000), once(response, 'close')])
    }
  }

  const server = createServer((request, response) => {
    counts.connections += 1
    if (chance(seed, 'refuse', counts.connections) < 0.2) {
      counts.refused += 1
      return void response.writeHead(503).end()
    }
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' })
    stream(response, Number(request.headers['last-event-id'] ?? 0)).catch((error) => response.destroy(error))
  })
  await once(server.listen(port, '127.0.0.1'), 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    counts,
    close: async () => {
      server.close().closeAllConnections()
      await once(server, 'close')
    },
  }
}
