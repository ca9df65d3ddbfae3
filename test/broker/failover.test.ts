import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { killNode, restartNode, startCluster, stopCluster } from '../../scripts/kafka/cluster.mjs'
import { type EngineName, Producer, type ProducerOptions } from '../../src/index.js'
import { partition } from '../../src/partitioners.js'
import { createTopic, describeTopic, readLog } from '../support/kafka.js'
import { checkLog, type Outcome } from '../support/log-checker.js'
import { openProducer, rejection } from '../support/producers.js'

const name = `failover-${process.pid}`
const ENGINES: EngineName[] = ['binding', 'native']
const ROUNDS = 3
const PARTITIONS = 4
const KEYS = 40
const PER_TICK = 20
const TICK_MS = 10
const MOST_MESSAGES = 200_000
const WAIT_LIMIT_MS = 30_000

let bootstrapServers: string
beforeAll(async () => {
  bootstrapServers = (await startCluster({ name, nodes: 3, ownerPid: process.pid })).bootstrapServers
}, 90_000)
afterAll(() => stopCluster({ name, wipe: true }))

test('acks=all waits for the followers, acks=1 does not', async () => {
  const topic = await createTopic(bootstrapServers, { replicas: 3 })
  const [patient, hasty] = (['all', 1] as const).map((acks) =>
    openProducer({ 'bootstrap.servers': bootstrapServers, acks }),
  ) as [Producer, Producer]
  // Once, so that nothing is to be found out any more when it counts.
  await Promise.all([patient.send({ topic, value: 'a' }), hasty.send({ topic, value: 'b' })])
  const { leader, isrs } = (await partitionsOf(patient, topic))[0]!
  const follower = isrs.find((id) => id !== leader)!

  await killNode({ name, id: follower, signal: 'SIGSTOP' })
  try {
    const waiting = patient.send({ topic, value: 'c' })
    expect(await hasty.send({ topic, value: 'd' })).toMatchObject({ status: 'persisted' })
    expect(patient.outstanding).toBe(1)
    await killNode({ name, id: follower, signal: 'SIGCONT' })
    expect(await waiting).toMatchObject({ status: 'persisted' })
  } finally {
    await killNode({ name, id: follower, signal: 'SIGCONT' })
  }
  expect((await readLog(bootstrapServers, topic)).records).toHaveLength(4)
})

test('the leader killed and started again, three times over: nothing lost, nothing twice, order kept', async () => {
  const topic = await createTopic(bootstrapServers, {
    partitions: PARTITIONS,
    replicas: 3,
    config: { 'min.insync.replicas': '2' },
  })
  const producer = new Producer({ 'bootstrap.servers': bootstrapServers })
  producer.on('error', () => {}) // brokers that go away are what this is about
  const stream = startStream(producer, topic)
  onTestFinished(async () => {
    stream.stop()
    await producer.close({ timeoutMs: 0 }).catch(() => {})
  })

  for (let round = 0; round < ROUNDS; round++) {
    const partition = round % PARTITIONS
    const leader = (await partitionsOf(producer, topic))[partition]!.leader
    const { delivered } = producer.ledger
    await killNode({ name, id: leader })
    await untilTopic(topic, `partition ${partition} has another leader than ${leader}`, (partitions) => {
      const now = partitions[partition]!.leader
      return now !== -1 && now !== leader
    })
    await restartNode({ name, id: leader })
    await untilTopic(topic, `node ${leader} is in sync again`, (partitions) =>
      partitions.every(({ isrs }) => isrs.length === 3),
    )
    expect(producer.ledger.delivered, `round ${round}: the stream went on`).toBeGreaterThan(delivered)
  }

  stream.stop()
  expect(await producer.flush()).toBe(0)
  const count = stream.produced.length
  expect(await producer.close()).toEqual({ accepted: count, delivered: count, failed: 0, outstanding: 0 })

  const log = (await readLog(bootstrapServers, topic)).records.map(({ partition, offset, key, value }) => {
    return { partition, offset, key: String(key), id: Number(value) }
  })
  expect(checkLog(stream.produced, log).slice(0, 20)).toEqual([])
  expect(log).toHaveLength(count)
  expect(new Set(log.map(({ partition }) => partition)).size).toBe(PARTITIONS)
  console.log(
    `${count} messages, ${ROUNDS} leaders killed, longest time without a report: ${Math.round(stream.longestGapMs())} ms`,
  )
}, 180_000)

test('partitions without a leader are passed over by what does not look at keys; a key waits for its own', async () => {
  const topic = await createTopic(bootstrapServers, { partitions: 6, replicas: 1 })
  const open = (engine: EngineName, options: ProducerOptions) =>
    openProducer({ 'bootstrap.servers': bootstrapServers, engine, ...options })
  const producers = ENGINES.flatMap((engine) => [
    open(engine, { partitioner: 'round_robin' }),
    open(engine, { partitioner: 'uniform_sticky' }),
    open(engine, {
      partitioner: { choose: ({ partitionCount, isAvailable }) => lastOf(partitionCount, isAvailable) },
    }),
  ])
  for (const producer of producers) await producer.send({ topic, value: 'before' })
  const before = await partitionsOf(producers[0]!, topic)
  const down = before[0]!.leader
  const dead = before.filter(({ leader }) => leader === down).map(({ id }) => id)
  expect(dead.length).toBeLessThan(6)

  await killNode({ name, id: down })
  try {
    await untilTopic(topic, `node ${down}'s partitions have no leader`, (partitions) =>
      dead.every((id) => partitions[id]!.leader === -1),
    )
    // Made only now, they find out while their first messages are held.
    producers.push(...ENGINES.map((engine) => open(engine, { partitioner: 'round_robin' })))
    for (const producer of producers) {
      await producer.metadata(topic)
      const sent = Array.from({ length: 24 }, () => producer.send({ topic, value: 'x' }))
      for (const report of await Promise.all(sent)) expect(dead).not.toContain(report.partition)
    }
    const key = Array.from({ length: 100 }, (_, index) => `key-${index}`).find((each) =>
      dead.includes(partition('murmur2', each, 6)),
    )!
    const keyed = ENGINES.map((engine) =>
      open(engine, { 'delivery.timeout.ms': 1500 }).send({ topic, key, value: 'x' }),
    )
    for (const error of await Promise.all(keyed.map(rejection))) {
      expect(error).toMatchObject({
        code: '_MSG_TIMED_OUT',
        report: { partition: partition('murmur2', key, 6) },
      })
    }
  } finally {
    await restartNode({ name, id: down })
  }
  await untilTopic(topic, 'all lead again', (partitions) => partitions.every(({ leader }) => leader >= 0))
  const turning = producers[0]!
  await turning.metadata(topic)
  const again = await Promise.all(Array.from({ length: 6 }, () => turning.send({ topic, value: 'x' })))
  expect(new Set(again.map((report) => report.partition)).size).toBe(6)
}, 120_000)

function lastOf(partitionCount: number, isAvailable: (partition: number) => boolean): number {
  let last = partitionCount - 1
  while (!isAvailable(last)) last--
  return last
}

/** Keyed and numbered messages at a steady rate, whatever becomes of them. */
function startStream(producer: Producer, topic: string) {
  const produced: { id: number; key: string; reports: Outcome[] }[] = []
  let lastReportAt = performance.now()
  let longestGapMs = 0
  const timer = setInterval(() => {
    for (let n = 0; n < PER_TICK && produced.length < MOST_MESSAGES; n++) {
      const id = produced.length
      const message = { id, key: `key-${id % KEYS}`, reports: [] as Outcome[] }
      producer.produce({ topic, key: message.key, value: String(id) }, (error, report) => {
        const { status, partition, offset } = report
        message.reports.push({ code: error?.code ?? null, status, partition, offset })
        const now = performance.now()
        longestGapMs = Math.max(longestGapMs, now - lastReportAt)
        lastReportAt = now
      })
      produced.push(message)
    }
  }, TICK_MS)
  return { produced, stop: () => clearInterval(timer), longestGapMs: () => longestGapMs }
}

async function partitionsOf(producer: Producer, topic: string) {
  const metadata = await producer.metadata(topic)
  return [...metadata.topics[0]!.partitions].sort((a, b) => a.id - b.id)
}

type Partitions = Awaited<ReturnType<typeof describeTopic>>['partitions']

async function untilTopic(topic: string, what: string, condition: (partitions: Partitions) => boolean) {
  const end = Date.now() + WAIT_LIMIT_MS
  for (;;) {
    const { partitions } = await describeTopic(bootstrapServers, topic)
    if (condition(partitions)) return
    if (Date.now() > end) {
      throw new Error(`waited ${WAIT_LIMIT_MS} ms in vain until ${what}: ${JSON.stringify(partitions)}`)
    }
    await sleep(100)
  }
}
