import type { ChildProcess } from 'node:child_process'
import { expect, inject, onTestFinished, test } from 'vitest'
import { type Feed, type FeedOptions, postOf, startFeed } from '../../examples/feed/feed-server.js'
import { killNode, startCluster, stopCluster } from '../../scripts/kafka/cluster.mjs'
import { runExample } from '../support/command.js'
import { createTopic, readLog, topicName } from '../support/kafka.js'

const bootstrapServers = inject('bootstrapServers')
const DELIVERED = 'kafka_producer_record_send_total{client_id="feed-service"}'
const ACCEPTED = 'kafka_producer_record_accepted_total{client_id="feed-service"}'
const OUTSTANDING = 'kafka_producer_records_outstanding{client_id="feed-service"}'
const SOON = { timeout: 60_000, interval: 100 }

async function makeFeed(options: FeedOptions): Promise<Feed> {
  const feed = await startFeed(options)
  onTestFinished(() => feed.close())
  return feed
}

/** The service as a process of its own. */
async function serve(topic: string, feedUrl: string, servers = bootstrapServers) {
  let child: ChildProcess | undefined
  let printed = ''
  const ended = runExample('feed/serve', [servers, topic, feedUrl], {
    limitMs: 110_000,
    onStart: (started) => {
      child = started
      started.stdout?.on('data', (chunk) => {
        printed += chunk
      })
    },
  })
  onTestFinished(() => void child?.kill('SIGKILL'))
  await expect.poll(() => printed, SOON).toContain('/health')
  const url = /; (\S+)\/health/.exec(printed)![1]!
  const ask = async (path: string) => {
    const response = await fetch(url + path)
    return { status: response.status, text: await response.text() }
  }
  const metric = async (name: string) =>
    Number(
      (await ask('/metrics')).text
        .split('\n')
        .find((line) => line.startsWith(`${name} `))
        ?.split(' ')[1],
    )
  return { url, ended, ask, metric, kill: (signal: NodeJS.Signals) => child!.kill(signal) }
}

async function postsIn(topic: string, servers = bootstrapServers): Promise<unknown[]> {
  const { records } = await readLog(servers, topic)
  return records.map(({ value }) => JSON.parse(String(value)))
}

const posts = (seed: number, count: number) =>
  Array.from({ length: count }, (_, index) => postOf(seed, index))

test('every post once and in order, through broken connections, repeats and refusals', async () => {
  const [seed, count, longPost] = [14, 600, 77]
  const feed = await makeFeed({ seed, posts: count, pace: 0, longPost })
  const topic = await createTopic(bootstrapServers, { partitions: 3 })
  const service = await serve(topic, feed.url)
  await expect.poll(() => service.metric('feed_events_total{outcome="produced"}'), SOON).toBe(count - 1)

  expect(await service.ask('/health')).toEqual({ status: 200, text: '{"sickness":null}' })
  expect(await service.ask('/ready')).toEqual({
    status: 200,
    text: '{"feed":true,"kafka":true,"working":true}',
  })
  expect(await service.metric('feed_events_total{outcome="refused"}')).toBe(1)
  expect(await service.metric('feed_events_total{outcome="repeated"}')).toBeGreaterThan(5)
  expect(await service.metric('feed_connections_total')).toBe(feed.counts.connections - feed.counts.refused)
  expect(feed.counts).toMatchObject({ sent: count, broken: expect.any(Number), refused: expect.any(Number) })
  expect(Math.min(feed.counts.broken, feed.counts.refused, feed.counts.repeated)).toBeGreaterThan(0)

  service.kill('SIGTERM')
  const { code, stdout, stderr } = await service.ended
  expect(stderr).toMatch(/^post 78 is put aside: /)
  expect(stdout).toContain(`finishing\naccepted ${count - 1} = delivered ${count - 1} + failed 0`)
  expect(code).toBe(0)
  expect(await postsIn(topic)).toEqual(posts(seed, count).filter((_, index) => index !== longPost))
})

test('killed twice and ended once in the middle: it goes on where the topic ends', async () => {
  const [seed, count] = [5, 900]
  const feed = await makeFeed({ seed, posts: count })
  const topic = topicName('twitter') // made by the first message
  for (const [signal, least] of [
    ['SIGKILL', 150],
    ['SIGTERM', 350],
    ['SIGKILL', 600],
  ] as const) {
    const service = await serve(topic, feed.url)
    await expect.poll(() => feed.counts.sent, SOON).toBeGreaterThan(least)
    await expect.poll(() => service.metric(DELIVERED), SOON).toBeGreaterThan(50)
    service.kill(signal)
    const { stdout } = await service.ended
    expect(stdout.includes('finishing')).toBe(signal === 'SIGTERM')
    expect((await postsIn(topic)).length).toBeLessThan(count)
  }
  const service = await serve(topic, feed.url)
  await expect.poll(async () => (await postsIn(topic)).length, SOON).toBe(count)
  // By Last-Event-ID, and not by reading the feed again from its beginning.
  expect(await service.metric('feed_events_total{outcome="repeated"}')).toBeLessThan(200)
  service.kill('SIGTERM')
  expect((await service.ended).code).toBe(0)
  expect(await postsIn(topic)).toEqual(posts(seed, count))
})

test('Kafka stands still: the feed is read no further, and nothing is lost when it goes on', async () => {
  const name = `feed-${process.pid}`
  onTestFinished(() => stopCluster({ name, wipe: true }).then(() => {}))
  const kafka = await startCluster({ name, ownerPid: process.pid })
  const [seed, count] = [7, 4000]
  const topic = await createTopic(kafka.bootstrapServers)
  const service = await serve(
    topic,
    (await makeFeed({ seed, posts: count, pace: 0 })).url,
    kafka.bootstrapServers,
  )
  await expect.poll(() => service.metric(DELIVERED), SOON).toBeGreaterThan(0)

  await killNode({ name, id: 1, signal: 'SIGSTOP' })
  await expect.poll(async () => (await service.ask('/ready')).text, SOON).toContain('"kafka":false')
  expect((await service.ask('/ready')).status).toBe(503)
  expect((await service.ask('/health')).status).toBe(200)
  // The high-water mark, and not one more: `false` is heeded at once. Unready it is 5 s after the last delivery report,
  // on a busy machine before the feed, whose connections break, has filled the queue: there were 487 once.
  await expect.poll(() => service.metric(OUTSTANDING), SOON).toBe(500)
  expect(await service.metric(OUTSTANDING)).toBe(500)
  const accepted = await service.metric(ACCEPTED)
  expect(accepted).toBeLessThan(count)

  await killNode({ name, id: 1, signal: 'SIGCONT' })
  await expect.poll(() => service.metric(DELIVERED), SOON).toBe(count)
  expect((await service.ask('/ready')).status).toBe(200)
  expect(await service.metric('feed_paused_seconds_total')).toBeGreaterThan(1)
  service.kill('SIGTERM')
  expect((await service.ended).code).toBe(0)
  expect(await postsIn(topic, kafka.bootstrapServers)).toEqual(posts(seed, count))
})

test('a feed that is gone makes it unready, not unwell; an address that is wrong ends it', async () => {
  const feed = await startFeed({ seed: 1, posts: 10, pace: 0 })
  const topic = await createTopic(bootstrapServers)
  const service = await serve(topic, feed.url)
  await expect.poll(() => service.metric(DELIVERED), SOON).toBe(10)
  await feed.close()
  await expect.poll(async () => (await service.ask('/ready')).text, SOON).toContain('"feed":false')
  expect((await service.ask('/health')).status).toBe(200)

  // The endpoints of the first one know no such address.
  const lost = await runExample('feed/serve', [bootstrapServers, topic, `${service.url}/nothing`])
  expect(lost.stdout).toMatch(/cannot go on: .* answers 404\naccepted 0 = delivered 0 \+ failed 0\n$/)
  expect(lost.code).toBe(1)
})

test('npm run example feed: what the consumer prints is what is in the topic; Ctrl-C ends all', async () => {
  const topic = topicName('twitter')
  let printed = ''
  const { code, stdout } = await runExample('feed/main', [bootstrapServers, topic], {
    limitMs: 110_000,
    onStart: (child) => {
      child.stdout?.on('data', (chunk) => {
        printed += chunk
        if (/│ +20 {2}@/.test(printed)) child.kill('SIGTERM')
      })
    },
  })
  expect(code).toBe(0)
  const inLog = await postsIn(topic)
  const lines = [...stdout.matchAll(/^consumer +│ +(\d+) {2}@(\w+): (.*)$/gm)]
  expect(lines.length).toBeGreaterThan(20)
  expect(lines.map(([, offset, author, text]) => ({ id: String(Number(offset) + 1), author, text }))).toEqual(
    inLog.slice(0, lines.length),
  )
})
