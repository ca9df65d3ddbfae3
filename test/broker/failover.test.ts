import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { killNode, restartNode, startCluster, stopCluster } from '../../scripts/kafka/cluster.mjs'
import { Producer } from '../../src/index.js'
import { createTopic, describeTopic, readLog } from '../support/kafka.js'
import { checkLog, type Outcome } from '../support/log-checker.js'
import { openProducer } from '../support/producers.js'

const name = `failover-${process.pid}`
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
