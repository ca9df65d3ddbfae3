import { execFileSync, spawnSync } from 'node:child_process'
import { beforeAll, describe, expect, inject, test } from 'vitest'
import { buildIfStale } from '../../scripts/build.mjs'
import { fnv1a } from '../../src/partitioners.js'
import { runCommand } from '../support/command.js'
import { createTopic, growTopic, produceInJava, readLog } from '../support/kafka.js'
import { openProducer } from '../support/producers.js'

const bootstrapServers = inject('bootstrapServers')
const keys = Array.from({ length: 400 }, (_, index) =>
  index % 8 === 0 ? `여의나루역-${index}` : `order-${index}`,
)
/** Not everybody has it; the same placement is tested with librdkafka itself. */
const hasKcat = spawnSync('kcat', ['-V']).status === 0

beforeAll(() => buildIfStale(), 120_000)

async function check(topic: string, ...args: string[]) {
  const common = ['partition', '--check', '-b', bootstrapServers, '-t', topic]
  const [{ code, stdout, stderr }, human] = await Promise.all([
    runCommand([...common, '--json', ...args]),
    runCommand([...common, ...args]),
  ])
  expect(stderr).toBe('')
  expect(human.code).toBe(code)
  return { code, ...JSON.parse(stdout), text: human.stdout }
}

async function produce(topic: string, options: object, from = 0, to = keys.length) {
  const producer = openProducer({ 'bootstrap.servers': bootstrapServers, ...options })
  await Promise.all(keys.slice(from, to).map((key) => producer.send({ topic, key, value: key })))
  await producer.close()
}

const WRITERS: [who: string, write: (topic: string) => unknown, name: string, code: number][] = [
  ['Java', (topic) => produceInJava(bootstrapServers, topic, keys), 'murmur2_random', 0],
  ['ourselves', (topic) => produce(topic, {}), 'murmur2_random', 0],
  [
    'librdkafka with its defaults',
    (topic) => produce(topic, { preset: 'librdkafkaDefaults' }),
    'consistent_random',
    1,
  ],
  ["sarama's hash", (topic) => produce(topic, { partitioner: 'fnv1a' }), 'fnv1a_random', 1],
]
if (hasKcat) {
  const write = (topic: string) => {
    const input = keys.map((key) => `${key}:x\n`).join('')
    execFileSync('kcat', ['-P', '-b', bootstrapServers, '-t', topic, '-K', ':'], { input })
  }
  WRITERS.push(['kcat', write, 'consistent_random', 1])
}

describe('lingerbus partition --check names who placed the keys', () => {
  test.for(WRITERS)('%s', async ([, write, name, code]) => {
    const topic = await createTopic(bootstrapServers, { partitions: 6 })
    await write(topic)
    const before = await readLog(bootstrapServers, topic)
    const verdict = await check(topic)
    expect(verdict).toMatchObject({
      topic,
      code,
      partitionCount: 6,
      topicRecords: 400,
      sampled: 400,
      keyed: 400,
      differentKeys: 400,
      finding: 'named',
      writtenWith: name,
      wanted: 'murmur2_random',
      secondOpinionDiffers: 0,
    })
    expect(verdict.matches[0]).toMatchObject({ partitioner: name, share: 1 })
    for (const { share } of verdict.matches.slice(1)) expect(share).toBeLessThan(0.3)
    expect(verdict.text).toContain(`Written with ${name}`)
    if (code === 0) {
      expect(verdict.text).toContain('keeps every key where it is')
    } else {
      expect(verdict.wouldMove).toBeGreaterThan(0.7)
      expect(verdict.text).toMatch(
        /WARNING: a producer with murmur2_random would put \d\d\.\d % of these records elsewhere/,
      )
      expect(verdict.text).toContain(`partitioner: '${name}'`)
      // With the writers' own it is good.
      expect((await check(topic, '--partitioner', name.replace('_', '-'))).code).toBe(0)
    }
    expect(await readLog(bootstrapServers, topic)).toEqual(before)
  })

  test('a topic that grew: with what, and from how many', async () => {
    const topic = await createTopic(bootstrapServers, { partitions: 4 })
    await produce(topic, {}, 0, 200)
    await growTopic(bootstrapServers, topic, 7)
    await produce(topic, {}, 200)
    const verdict = await check(topic)
    expect(verdict).toMatchObject({
      code: 0,
      finding: 'grown',
      writtenWith: 'murmur2_random',
      earlierPartitionCount: 4,
    })
    expect(verdict.text).toContain('grew from 4 to 7 partitions')
  })

  test('two kinds of writers: nobody is named, and it warns', async () => {
    const topic = await createTopic(bootstrapServers, { partitions: 6 })
    await produce(topic, {}, 0, 200)
    await produce(topic, { partitioner: { hash: (key: Uint8Array) => (fnv1a(key) ^ 5) >>> 0 } }, 200)
    const verdict = await check(topic)
    expect(verdict).toMatchObject({ code: 1, finding: 'unclear', writtenWith: null })
    expect(verdict.text).toContain('No single partitioner explains this')
  })

  test('a sample is bounded, and few keys prove nothing', async () => {
    const topic = await createTopic(bootstrapServers, { partitions: 6 })
    await produce(topic, {})
    const verdict = await check(topic, '--sample', '60')
    expect(verdict.sampled).toBeLessThanOrEqual(60)
    expect(verdict).toMatchObject({ topicRecords: 400, finding: 'named', code: 0 })
    expect(verdict.text).toContain('of 400 records read, the newest of each partition')
    const few = await createTopic(bootstrapServers, { partitions: 6 })
    await produce(few, {}, 0, 3)
    expect(await check(few)).toMatchObject({ code: 1, finding: 'too-few', writtenWith: null })
  })

  test('no keys, no records: nothing can move', async () => {
    const topic = await createTopic(bootstrapServers, { partitions: 6 })
    expect(await check(topic)).toMatchObject({ code: 0, sampled: 0, keyed: 0 })
  })

  test('no such topic is told, and not created', async () => {
    for (let time = 0; time < 2; time++) {
      const { code, stderr } = await runCommand([
        'partition',
        '--check',
        '-b',
        bootstrapServers,
        '-t',
        'absent-topic',
      ])
      expect(stderr).toContain("there is no topic 'absent-topic'")
      expect(code).toBe(1)
    }
  })
})
