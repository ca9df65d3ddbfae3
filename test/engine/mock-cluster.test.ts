import { createConnection } from 'node:net'
import { describe, expect, onTestFinished, test } from 'vitest'
import { readTopic } from '../../examples/demo/read-back.js'
import { buildIfStale } from '../../scripts/build.mjs'
import { ClosedError, KafkaError, Producer, type ProducerOptions, WaitError } from '../../src/index.js'
import { HASTY_RETRIES, MockCluster, type MockClusterOptions } from '../../src/testing.js'
import { lookAfter, rejection, thrown } from '../support/producers.js'
import { ROOT, run } from '../support/project.js'

/** Tries again soon: what a test waits for is mostly this. */
const HASTY: ProducerOptions = {
  'enable.idempotence': false,
  'linger.ms': 0,
  ...HASTY_RETRIES,
}

function openCluster(options?: MockClusterOptions): MockCluster {
  const cluster = new MockCluster(options)
  onTestFinished(() => cluster.close())
  return cluster
}

function openProducer(cluster: MockCluster, options: ProducerOptions = {}): Producer {
  return lookAfter(new Producer({ 'bootstrap.servers': cluster.bootstrapServers, ...HASTY, ...options }))
}

describe('a mock cluster', () => {
  test('has the brokers, topics, partitions and leaders that were asked for', async () => {
    const cluster = openCluster({ brokers: 3, topics: { orders: 6 } })
    cluster.createTopic('more', 1)
    cluster.setLeader('more', 0, 3)
    expect(cluster.brokers).toEqual([1, 2, 3])
    const { brokers, topics } = await openProducer(cluster).metadata()
    expect(brokers.map(({ host, port }) => `${host}:${port}`).join()).toBe(cluster.bootstrapServers)
    const leaders = (name: string) =>
      topics.find((topic) => topic.name === name)?.partitions.map(({ leader }) => leader)
    expect(leaders('orders')).toEqual([1, 2, 3, 1, 2, 3])
    expect(leaders('more')).toEqual([3])
    expect([0, 1, 2].map((partition) => cluster.leaderOf('orders', partition))).toEqual([1, 2, 3])
  })

  test('the leader dies after the 17th batch, and nothing is lost or written twice', async () => {
    const cluster = openCluster({ topics: { orders: 1 } })
    const death = cluster.killLeader('orders', 0, { afterBatches: 17 })
    const producer = openProducer(cluster)
    const offsets: (number | null)[] = []
    for (let batch = 0; batch < 30; batch++) {
      offsets.push((await producer.send({ topic: 'orders', value: String(batch) })).offset)
    }
    expect(await death).toEqual({ leader: 1, heir: 2 })
    expect(offsets).toEqual(Array.from({ length: 30 }, (_, batch) => batch))
    // Seventeen that it answered, and the one that it died of.
    expect(cluster.count('Produce', 1)).toBe(18)
    expect(cluster.count('Produce', 2)).toBe(13)
    expect(cluster.leaderOf('orders', 0)).toBe(2)
    // An independent client reads the same; it wants all brokers up.
    cluster.startBroker(1)
    const records = await readTopic(cluster.bootstrapServers, 'orders', new Map([[0, 0]]))
    expect(records.map(({ value }) => String(value))).toEqual(offsets.map(String))
  })

  test('answers with errors by kind and count', async () => {
    const cluster = openCluster({ brokers: 1, topics: { a: 1 } })
    cluster.fail('Produce', ['KAFKA_STORAGE_ERROR', null, 'KAFKA_STORAGE_ERROR', 'KAFKA_STORAGE_ERROR'])
    const hasty = openProducer(cluster, { retries: 0 })
    const message = { topic: 'a', value: 'x' }
    expect(await rejection(hasty.send(message))).toMatchObject({ code: 'KAFKA_STORAGE_ERROR' })
    expect((await hasty.send(message)).offset).toBe(0)
    expect((await openProducer(cluster, { retries: 5 }).send(message)).offset).toBe(1)
    expect(cluster.count('Produce')).toBe(5)
  })

  test('answers with errors by broker, and late', async () => {
    const cluster = openCluster({ brokers: 2, topics: { a: 2 } })
    const producer = openProducer(cluster, { retries: 0 })
    const to = (partition: number) => producer.send({ topic: 'a', partition, value: 'x' })
    cluster.fail('Produce', ['NOT_ENOUGH_REPLICAS'], { broker: 2, delayMs: 150 })
    expect((await to(0)).status).toBe('persisted')
    const late = await rejection(to(1))
    expect(late).toMatchObject({ code: 'NOT_ENOUGH_REPLICAS' })
    expect((late as unknown as { report: { latencyMs: number } }).report.latencyMs).toBeGreaterThan(140)
    expect((await to(1)).status).toBe('persisted')
    cluster.setDelay(1, 150)
    expect((await to(0)).latencyMs).toBeGreaterThan(140)
    cluster.setDelay(1, 0)
    // librdkafka's cluster would give broker 2 none of these.
    expect(thrown(() => cluster.fail('Produce', ['NOT_ENOUGH_REPLICAS']))).toMatchObject({ code: '_STATE' })
  })

  test('brokers go down and come up', async () => {
    const cluster = openCluster({ brokers: 1, topics: { a: 1 } })
    const producer = openProducer(cluster)
    await producer.send({ topic: 'a', value: 'x' })
    cluster.stopBroker(1)
    const waiting = producer.send({ topic: 'a', value: 'y' }, { timeoutMs: 200 })
    expect(await rejection(waiting)).toBeInstanceOf(WaitError)
    cluster.startBroker(1)
    expect(await producer.flush()).toBe(0)
    expect(producer.ledger).toMatchObject({ delivered: 2, failed: 0 })
  })

  test('a stopped broker hands over what it led, unless it is to stay', () => {
    const cluster = openCluster({ brokers: 3, topics: { a: 3 } })
    cluster.stopBroker(2)
    expect([0, 1, 2].map((partition) => cluster.leaderOf('a', partition))).toEqual([1, 3, 3])
    cluster.stopBroker(3, { leaders: 'stay' })
    expect([0, 1, 2].map((partition) => cluster.leaderOf('a', partition))).toEqual([1, 3, 3])
    cluster.setLeader('a', 1, null)
    expect(cluster.leaderOf('a', 1)).toBeNull()
  })

  test('a topic can be forbidden', async () => {
    const cluster = openCluster({ brokers: 1, topics: { secret: 1 } })
    cluster.setTopicError('secret', 'TOPIC_AUTHORIZATION_FAILED')
    const error = await rejection(openProducer(cluster).send({ topic: 'secret', value: 'x' }))
    expect(error).toMatchObject({ code: 'TOPIC_AUTHORIZATION_FAILED' })
  })

  test('tells what its brokers have received', async () => {
    const cluster = openCluster({ brokers: 2, topics: { a: 2 } })
    const producer = openProducer(cluster)
    await producer.send({ topic: 'a', partition: 1, value: 'x' })
    const [request] = cluster.requests({ request: 'Produce' })
    expect(request).toMatchObject({ request: 'Produce', apiKey: 0, broker: 2 })
    expect(cluster.count('ApiVersions')).toBeGreaterThan(0)
    expect(cluster.count('Produce', 1)).toBe(0)
    cluster.forgetRequests()
    expect(cluster.count('Produce')).toBe(0)
  })

  test('draws the same troubles for the same seed, and a producer comes through them', async () => {
    const disturbance = { requests: 40, share: 0.5, maxDelayMs: 5 }
    const draw = (seed: number) => {
      const cluster = openCluster({ brokers: 1, topics: { a: 1 }, seed })
      return { cluster, drawn: cluster.disturb(disturbance).get(1)! }
    }
    const { cluster, drawn } = draw(7)
    expect(draw(7).drawn).toEqual(drawn)
    expect(draw(8).drawn).not.toEqual(drawn)
    const troubles = drawn.filter(({ code }) => code !== null)
    expect(troubles.length).toBeGreaterThan(5)
    const producer = openProducer(cluster, { 'enable.idempotence': true })
    const offsets: (number | null)[] = []
    for (let at = 0; at < 10; at++) offsets.push((await producer.send({ topic: 'a', value: 'x' })).offset)
    expect(offsets).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
    expect(cluster.count('Produce')).toBeGreaterThan(10)
  })

  test('refuses what it cannot do, before anything has changed', () => {
    const cluster = openCluster({ brokers: 2, topics: { a: 1 } })
    const bad: [string, () => unknown][] = [
      ['brokers', () => new MockCluster({ brokers: 0 })],
      ['brokers', () => new MockCluster({ brokers: 'two' as never })],
      ['seed', () => new MockCluster({ seed: -1 })],
      ['topics', () => new MockCluster({ topics: null as never })],
      ["partitions of 'a'", () => new MockCluster({ topics: { a: 0 } })],
      ['broker', () => new MockCluster({ broker: 1 } as never)],
      ['topic', () => cluster.createTopic('a b')],
      ['partitions', () => cluster.createTopic('b', 1.5)],
      ['broker', () => cluster.stopBroker(3)],
      ['broker', () => cluster.setLeader('a', 0, 0)],
      ['delayMs', () => cluster.setDelay(1, -1)],
      ['Produce', () => cluster.fail('Send' as never, [])],
      ['codes', () => cluster.fail('Produce', 'x' as never)],
      ['NOT_LEADER', () => cluster.fail('Produce', ['NO_SUCH_CODE'])],
      ['delayMs needs a broker', () => cluster.fail('Produce', [null], { delayMs: 5 })],
      ['share', () => cluster.disturb({ share: 2 })],
      ['codes', () => cluster.disturb({ codes: [] })],
      ['afterBatches', () => cluster.killLeader('a', 0, {} as never)],
      ["'group'", () => cluster.setCoordinator('topic' as never, 'x', 1)],
    ]
    for (const [word, call] of bad) {
      const error = thrown(call)
      expect(error, word).toBeInstanceOf(KafkaError)
      expect(error).toMatchObject({ code: '_INVALID_ARG' })
      expect(error.message).toContain(word)
    }
    expect(thrown(() => cluster.createTopic('a'))).toMatchObject({ code: 'TOPIC_ALREADY_EXISTS' })
    expect(thrown(() => cluster.leaderOf('a', 1))).toMatchObject({ code: 'UNKNOWN_TOPIC_OR_PART' })
    expect(thrown(() => cluster.setLeader('b', 0, 1))).toMatchObject({ code: 'UNKNOWN_TOPIC_OR_PART' })
  })

  test('ends with its block; nobody listens any more, and calls say so', async () => {
    let port = 0
    let kept: MockCluster | undefined
    {
      await using cluster = new MockCluster({ brokers: 1, topics: { a: 1 } })
      kept = cluster
      port = Number(cluster.bootstrapServers.split(':')[1])
      expect(await isListening(port)).toBe(true)
    }
    expect(await isListening(port)).toBe(false)
    await kept.close()
    for (const call of [
      () => kept?.createTopic('b'),
      () => kept?.requests(),
      () => kept?.stopBroker(1),
      () => kept?.fail('Produce', [null]),
    ]) {
      expect(thrown(call)).toBeInstanceOf(ClosedError)
    }
    using other = new MockCluster({ topics: { a: 1 } })
    const death = other.killLeader('a', 0, { afterBatches: 1 })
    await other.close()
    expect(await rejection(death)).toBeInstanceOf(ClosedError)
  })

  test('clusters that nobody closed end with their worker and with their process', async () => {
    await buildIfStale()
    const { code, stdout, stderr } = await run(
      process.execPath,
      ['test/engine/processes/clusters-left.mjs'],
      ROOT,
    )
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(JSON.parse(stdout)).toEqual({ ended: 4, terminated: 8 })
  }, 150_000)
})

function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection(port, '127.0.0.1')
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })
}
