import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { killNode, restartNode, startCluster, stopCluster } from '../../scripts/kafka/cluster.mjs'
import type { KafkaError, Producer, ProducerOptions } from '../../src/index.js'
import {
  committedOffsets,
  coordinatorOf,
  createTopic,
  describeTopic,
  readLog,
  topicName,
} from '../support/kafka.js'
import { openProducer, rejection, until } from '../support/producers.js'

const name = `transactions-${process.pid}`
const PARTITIONS = 4

let bootstrapServers: string
beforeAll(async () => {
  bootstrapServers = (await startCluster({ name, nodes: 3, ownerPid: process.pid })).bootstrapServers
}, 90_000)
afterAll(() => stopCluster({ name, wipe: true }))

const open = (transactionalId = topicName('id'), options: ProducerOptions = {}) =>
  openProducer({ 'bootstrap.servers': bootstrapServers, 'transactional.id': transactionalId, ...options })
const createSafeTopic = () =>
  createTopic(bootstrapServers, {
    partitions: PARTITIONS,
    replicas: 3,
    config: { 'min.insync.replicas': '2' },
  })

/** The coordinator answers a commit before the partitions know of it: looks until there is as much as there must be. */
async function readValues(topic: string, count: number): Promise<string[]> {
  return eventually(
    async () => {
      const { records } = await readLog(bootstrapServers, topic, 'read_committed')
      return records.map(({ value }) => String(value))
    },
    ({ length }) => length >= count,
  )
}

async function eventually<Value>(
  look: () => Promise<Value>,
  isEnough: (value: Value) => boolean,
): Promise<Value> {
  const end = Date.now() + 60_000 // a marker waits for a partition whose leader was just killed
  for (;;) {
    const value = await look()
    if (isEnough(value) || Date.now() > end) return value
    await sleep(100)
  }
}

test('#121 a hundred committed and a hundred aborted: a read_committed reader sees a hundred', async () => {
  const topic = await createSafeTopic()
  const producer = open()
  await producer.initTransactions()
  for (const what of ['committed', 'aborted']) {
    await producer.beginTransaction()
    for (let index = 0; index < 100; index++) producer.produce({ topic, value: `${what} ${index}` })
    // In the log before it is decided: an abort that only gives up what is queued would prove nothing.
    expect(await producer.flush()).toBe(0)
    if (what === 'committed') await producer.commitTransaction()
    else await producer.abortTransaction()
  }
  const values = await readValues(topic, 100)
  expect(values).toHaveLength(100)
  expect(values.every((value) => value.startsWith('committed'))).toBe(true)
  expect((await readLog(bootstrapServers, topic)).records).toHaveLength(200)
})

// A batch of an aborted transaction was written → its broker was killed before it answered → the abort gave up what was queued → the next
// transaction's batch had the same sequence numbers: reported delivered, and not in the log. One run in twenty saw it; an abort
// that comes after every report cannot.
test('transactions go on across a killed leader and a killed coordinator, each seen whole or not at all', async () => {
  const topic = await createSafeTopic()
  const transactionalId = topicName('id')
  const producer = open(transactionalId)
  await producer.initTransactions()

  const committed: number[] = []
  const aborted: number[] = []
  let stopping = false
  const stream = (async () => {
    for (let number = 0; !stopping; number++) {
      await producer
        .transaction(async (transaction) => {
          for (let partition = 0; partition < PARTITIONS; partition++) {
            for (let each = 0; each < 5; each++) {
              void transaction.send({ topic, partition, value: `${number}` }).catch(() => {})
            }
          }
          await sleep(5)
          if (number % 3 === 2) throw new Error('made up')
        })
        .then(
          () => committed.push(number),
          (error: Error) => {
            if (error.message !== 'made up' && !(error as KafkaError).abortable) throw error
            aborted.push(number)
          },
        )
    }
  })()

  const kill = async (what: string, id: number) => {
    const { length } = committed
    await killNode({ name, id })
    await goneOn(`after node ${id}, ${what}, was killed`, () => committed.length > length + 5)
    await restartNode({ name, id })
    await inSync(topic)
  }
  await goneOn('for the first transactions', () => committed.length > 3)
  await kill('the leader', (await describeTopic(bootstrapServers, topic)).partitions[0]!.leader)
  await kill('the coordinator', await coordinatorOf(bootstrapServers, transactionalId))
  stopping = true
  await stream

  const seen = new Map<string, number>()
  const expected = committed.length * 5 * PARTITIONS
  for (const value of await readValues(topic, expected)) seen.set(value, (seen.get(value) ?? 0) + 1)
  expect([...seen.keys()].map(Number).sort((a, b) => a - b)).toEqual(committed)
  expect(new Set(seen.values())).toEqual(new Set([5 * PARTITIONS]))
  expect(aborted.length).toBeGreaterThan(3)
  const { accepted, delivered, failed, outstanding } = await producer.close()
  expect(outstanding).toBe(0)
  expect(delivered + failed).toBe(accepted)
}, 180_000)

test('a zombie with the same transactional.id is fenced, says so, and nothing of it is seen', async () => {
  const topic = await createSafeTopic()
  const transactionalId = topicName('id')
  const zombie = open(transactionalId)
  const told: KafkaError[] = []
  zombie.on('fatal', (error) => told.push(error))
  await zombie.initTransactions()
  await zombie.beginTransaction()
  await zombie.send({ topic, value: 'zombie' })

  const successor = open(transactionalId)
  await successor.transaction(async (transaction) => {
    await transaction.send({ topic, value: 'successor' })
  })
  const error = await rejection(zombie.commitTransaction())
  expect(error).toMatchObject({ code: '_FENCED', fatal: true, retriable: false, abortable: false })
  expect(error.message).toContain('another producer with the same transactional.id')
  await until('the event came', () => told.length > 0)
  expect(await readValues(topic, 1)).toEqual(['successor'])
})

test('offsets go with the transaction: committed with it, dropped with it', async () => {
  const [from, to] = [await createSafeTopic(), await createSafeTopic()]
  const group = topicName('group')
  const producer = open()
  await producer.initTransactions()
  const run = (offset: number) => async (producer: Producer) => {
    await producer.beginTransaction()
    await producer.send({ topic: to, value: `up to ${offset}` })
    await producer.sendOffsetsToTransaction([{ topic: from, partition: 1, offset: String(offset) }], group)
  }
  // Also: the group has its coordinator from now on, which in a new cluster takes a moment.
  expect(await committedOffsets(bootstrapServers, group)).toEqual({})
  await run(7)(producer)
  expect(await committedOffsets(bootstrapServers, group)).toEqual({})
  await producer.commitTransaction()
  const offsets = () => committedOffsets(bootstrapServers, group)
  expect(await eventually(offsets, (found) => Object.keys(found).length > 0)).toEqual({ [`${from}-1`]: 7 })
  await run(9)(producer)
  await producer.abortTransaction()
  expect(await committedOffsets(bootstrapServers, group)).toEqual({ [`${from}-1`]: 7 })
  expect(await readValues(to, 1)).toEqual(['up to 7'])

  // A member that its group does not know: the broker refuses, and the work must not be committed.
  await producer.beginTransaction()
  const ghost = { groupId: group, generationId: 3, memberId: 'ghost' }
  const refused = await rejection(
    producer.sendOffsetsToTransaction([{ topic: from, partition: 1, offset: 11 }], ghost),
  )
  expect(refused).toMatchObject({ abortable: true, fatal: false })
  await producer.abortTransaction()
})

// librdkafka #4849: commit → its markers are being written → begin, produce → the coordinator refuses the partition for a
// moment → abort: librdkafka sends it all the same → INVALID_TXN_STATE, which is fatal.
test('an abort right after the first produce, with a commit before it: never fatal', async () => {
  const topic = await createSafeTopic()
  const producer = open()
  await producer.initTransactions()
  for (let round = 0; round < 10; round++) {
    await producer.beginTransaction()
    await producer.send({ topic, partition: 0, value: `committed ${round}` })
    await producer.commitTransaction()
    await producer.beginTransaction()
    producer.produce({ topic, partition: 0, value: `aborted ${round}` })
    // As long as librdkafka takes to ask for the partition: without the care the first rounds already were fatal.
    await sleep(round)
    await producer.abortTransaction()
  }
  const committed = Array.from({ length: 10 }, (_, round) => `committed ${round}`)
  expect(await readValues(topic, 10)).toEqual(committed)
})

test('a transaction left open is aborted by close, so that readers need not wait for its time-out', async () => {
  const topic = await createSafeTopic()
  const forgetful = open()
  await forgetful.initTransactions()
  await forgetful.beginTransaction()
  await forgetful.send({ topic, partition: 0, value: 'forgotten' })
  await forgetful.close()
  const other = open()
  await other.transaction(async (transaction) => {
    await transaction.send({ topic, partition: 0, value: 'after' })
  })
  expect(await readValues(topic, 1)).toEqual(['after'])
})

async function goneOn(what: string, condition: () => boolean): Promise<void> {
  const end = Date.now() + 60_000
  while (!condition()) {
    if (Date.now() > end) throw new Error(`waited 60 s in vain ${what}`)
    await sleep(50)
  }
}

async function inSync(topic: string): Promise<void> {
  const end = Date.now() + 60_000
  for (;;) {
    const { partitions } = await describeTopic(bootstrapServers, topic)
    if (partitions.every(({ isrs }) => isrs.length === 3)) return
    if (Date.now() > end) throw new Error(`not in sync within 60 s: ${JSON.stringify(partitions)}`)
    await sleep(100)
  }
}
