import { Producer } from 'lingerbus'
import { expect, inject, onTestFinished, test } from 'vitest'
import { crashPoints, STEPS } from '../../examples/exactly-once/crash.js'
import { Source } from '../../examples/exactly-once/source.js'
import { runExample } from '../support/command.js'
import { createTopic, readLog, topicName } from '../support/kafka.js'
import { ROOT, succeed } from '../support/project.js'

const LIMIT_MS = 600_000 // 42 workers, one after the other, on a machine that may be busy
const COUNT = 2000
const PARTITIONS = 4
const bootstrapServers = inject('bootstrapServers')

test(
  'after 20 crashes a read_committed reader finds each input once; without transactions some twice, none missing',
  async () => {
    const input = topicName('numbers')
    const [plain, transactional] = [`${input}-plain`, `${input}-transactions`]
    for (const name of [input, plain, transactional]) {
      await createTopic(bootstrapServers, { name, partitions: PARTITIONS })
    }
    const args = [bootstrapServers, input, '20', '42']
    const { code, stdout, stderr } = await runExample('exactly-once/main', args, { limitMs: LIMIT_MS })
    expect({ code, stderr }, stdout).toEqual({ code: 0, stderr: '' })

    // The points that it says are those of the seed, in both turns.
    const told = crashPoints(20, 42).map(({ batch, step }) => `killed in batch ${batch}, ${step}`)
    expect(stdout.match(/killed in .*/g)).toEqual([...told, ...told])
    const all = Array.from({ length: COUNT }, (_, number) => number)

    const inLog = (await readLog(bootstrapServers, transactional)).records
    expect(inLog.length, 'with what was aborted').toBeGreaterThan(COUNT)
    expect(await readCommitted(transactional, COUNT)).toEqual(all)

    const doubled = await readCommitted(plain, (await readLog(bootstrapServers, plain)).records.length)
    expect([...new Set(doubled)], 'nothing is missing').toEqual(all)
    // A whole batch for each crash between the squares and the commit.
    const between = crashPoints(20, 42).filter(({ step }) => ['produced', 'committing'].includes(step))
    expect(between.length).toBeGreaterThan(2)
    expect(doubled.length - COUNT).toBeGreaterThan(between.length)
    const twice = new Set(doubled.filter((number, index) => number === doubled[index - 1])).size
    expect(stdout).toContain(`of ${COUNT} inputs: 0 missing, ${twice} more than once`)
    expect(stdout).toContain(`of ${COUNT} inputs: 0 missing, 0 more than once`)
  },
  LIMIT_MS,
)

test('twenty seeded crashes strike at every step', () => {
  expect(new Set(crashPoints(20, 42).map(({ step }) => step))).toEqual(new Set(STEPS))
  expect(crashPoints(20, 42)).toEqual(crashPoints(20, 42))
  expect(crashPoints(20, 43)).not.toEqual(crashPoints(20, 42))
})

// Seen beside feed.test.ts, which makes topics in the same Kafka:
// 1. 17 workers, one after the other, ask for the metadata of their input, of 4 partitions. The answer tells of every topic,
//    theirs first, and they take the first.
// 2. Another test makes a topic of 1 partition. From now on that one is told first.
// 3. The next worker believes that its input has 1 partition: it assigns partition 0 of its own topic, and no other.
// 4. It reads on there, and with partition 0's end every partition it knows is at its end: it stops, "all read", with
//    partitions 1 to 3 as the workers before it left them. With 3 partitions in step 2, partition 3 was missing.
// One answer cannot be right for three numbers of partitions: whichever topic comes first, two of these went wrong.
test.each([1, 2, 3])('of %i partitions all are read, whatever other topics are there', async (count) => {
  for (const others of [1, 2, 3]) await createTopic(bootstrapServers, { partitions: others })
  const topic = await createTopic(bootstrapServers, { partitions: count })
  await using producer = new Producer({ 'bootstrap.servers': bootstrapServers })
  const sent = Array.from({ length: count }, (_, partition) => ({ partition, offset: 0, value: 'one' }))
  for (const { partition, value } of sent) producer.produce({ topic, partition, value })
  await producer.flush()

  const source = await openSource(topic)
  const read = []
  for (let batch = await source.next(10); batch.length > 0; batch = await source.next(10)) read.push(...batch)
  expect(read.sort((a, b) => a.partition - b.partition)).toEqual(sent)
})

test('a topic that is not there is an error, and not one without messages', async () => {
  const topic = topicName('nowhere')
  await expect(openSource(topic)).rejects.toThrow(`there is no topic ${topic}`)
})

async function openSource(topic: string): Promise<Source> {
  const source = await Source.open({
    servers: bootstrapServers,
    topic,
    group: topicName('readers'),
    isolation: 'read_committed',
  })
  onTestFinished(() => source.close())
  return source
}

/** The numbers in the topic, sorted, as Kafka's own console consumer sees them; throws if there are not `count`. */
async function readCommitted(topic: string, count: number): Promise<number[]> {
  // The last record of each partition: when all of them have come, so has everything else.
  await using producer = new Producer({ 'bootstrap.servers': bootstrapServers })
  for (let partition = 0; partition < PARTITIONS; partition++) {
    producer.produce({ topic, partition, value: 'end' })
  }
  await producer.flush()
  const where = ['--bootstrap-server', bootstrapServers, '--topic', topic, '--from-beginning']
  const most = String(count + PARTITIONS)
  const how = ['--isolation-level', 'read_committed', '--max-messages', most, '--timeout-ms', '30000']
  const { stdout } = await succeed(
    process.execPath,
    ['scripts/kafka.mjs', 'kafka-console-consumer', ...where, ...how],
    ROOT,
  )
  const lines = stdout.trim().split('\n')
  expect(lines.filter((line) => line === 'end')).toHaveLength(PARTITIONS)
  const squares = lines.filter((line) => line !== 'end').map((line) => line.split(' ').map(Number))
  for (const [number, square] of squares) expect(square).toBe(number! ** 2)
  return squares.map(([number]) => number!).sort((a, b) => a - b)
}
