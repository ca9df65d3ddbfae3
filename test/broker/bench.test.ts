// `lingerbus bench` on a real Kafka: its own topics come and go, and what it sends is in the log.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createRequire } from 'node:module'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, inject, test, vi } from 'vitest'
import { buildIfStale } from '../../scripts/build.mjs'
import { readResult } from '../../src/measure/result.js'
import { openBroker } from '../../src/measure/target.js'
import { runCommand } from '../support/command.js'
import { createTopic, readLog } from '../support/kafka.js'
import { openProducer } from '../support/producers.js'

const bootstrapServers = inject('bootstrapServers')
const CLI = fileURLToPath(new URL('../../dist/cli.js', import.meta.url))
const SHORT = ['--rate', '1000', '--blocks', '1', '--slot-seconds', '0.5', '--warm-up', '0.2']
vi.setConfig({ testTimeout: 120_000 })
beforeAll(() => buildIfStale(), 120_000)

const bench = (...words: string[]) =>
  runCommand(['bench', '-b', bootstrapServers, ...SHORT, '--format', 'json', ...words], { limitMs: 110_000 })

/** As the official package's admin client lists them. */
async function ownTopics(): Promise<string[]> {
  const official = createRequire(import.meta.url)('@confluentinc/kafka-javascript')
  const admin = official.AdminClient.create({ 'bootstrap.servers': bootstrapServers })
  const topics = await new Promise<string[]>((resolve, reject) => {
    admin.listTopics({ timeout: 20_000 }, (error: Error | null, found: string[]) =>
      error ? reject(error) : resolve(found),
    )
  })
  admin.disconnect()
  return topics.filter((name) => name.startsWith('lingerbus-bench-'))
}

/** A topic that was removed may be listed for a moment. */
async function expectNoTopics(): Promise<void> {
  for (let turn = 0; turn < 50 && (await ownTopics()).length > 0; turn++) await sleep(100)
  expect(await ownTopics()).toEqual([])
}

describe('lingerbus bench on a real broker', () => {
  test('accounts for every message, and leaves no topic', async () => {
    const { code, stdout } = await bench('--vary', 'acks=1,all', '--partitions', '3')
    const { target, slots } = readResult(stdout, 'stdout')
    expect(code).toBeLessThan(2)
    expect(target).toMatchObject({ kind: 'broker', partitions: 3, ownTopic: true })
    expect(slots.length).toBeGreaterThanOrEqual(2)
    for (const { audit } of slots) {
      expect(audit!.sent).toBeGreaterThan(100)
      expect([audit!.delivered, audit!.failed, audit!.inLog]).toEqual([audit!.sent, 0, audit!.sent])
    }
    await expectNoTopics()
  })

  test('an existing topic is written to and stays; its records can be the payload, with their keys', async () => {
    const topic = await createTopic(bootstrapServers, { partitions: 2 })
    const producer = openProducer({ 'bootstrap.servers': bootstrapServers })
    const records = Array.from({ length: 50 }, (_, index) => ({ key: `k-${index}`, value: `value ${index}` }))
    await Promise.all(records.map((record) => producer.send({ topic, ...record })))
    await producer.close()
    const { stdout } = await bench('-t', topic, '--payload', `topic:${topic}`)
    const { payload, slots, target } = readResult(stdout, 'stdout')
    expect(payload).toMatchObject({ kind: 'topic', records: 50, keys: { kind: 'own' }, size: null })
    expect(target).toMatchObject({ partitions: 2, ownTopic: false })
    const log = await readLog(bootstrapServers, topic)
    const written = slots.reduce((sum, { audit }) => sum + audit!.inLog!, 0)
    expect(log.records).toHaveLength(50 + written)
    expect(written).toBe(slots.reduce((sum, { audit }) => sum + audit!.sent, 0))
    const known = new Set(records.map(({ key, value }) => `${key} ${value}`))
    expect(log.records.filter(({ key, value }) => !known.has(`${key} ${value}`))).toEqual([])
    expect(stdout).not.toContain(topic)
  })

  test('a topic that is not there is said, and not made', async () => {
    const { code, stderr } = await bench('-t', 'no-such-topic-anywhere')
    expect({ code, stderr }).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("no topic 'no-such-topic-anywhere'"),
    })
  })

  test('Ctrl-C in the middle of a slot leaves no topic', async () => {
    const words = [CLI, 'bench', '-b', bootstrapServers, '--slot-seconds', '60', '--blocks', '1']
    const running = spawn(process.execPath, words, { stdio: 'ignore' })
    for (let turn = 0; turn < 300 && (await ownTopics()).length === 0; turn++) await sleep(50)
    expect(await ownTopics()).toHaveLength(1)
    running.kill('SIGINT')
    expect(await once(running, 'close')).toEqual([130, null])
    await expectNoTopics()
  })
})

// A run on a real Kafka lost a slot here and there, and 20 seconds with each: its topic 'has no leaders'. Asked for end offsets
// before it knew the new topic, the broker said so; librdkafka kept that in its metadata cache and asked no more.
// And leaders that did not know of it yet counted as −1 message each.
test('topics that are made one after the other have their leaders at once', async () => {
  const properties = { 'bootstrap.servers': bootstrapServers }
  const target = await openBroker({ properties, topic: null, partitions: 6, replicationFactor: 1 })
  try {
    for (let turn = 0; turn < 15; turn++) {
      const topic = await target.take()
      expect(await target.endOffset(topic)).toBe(0)
      await target.leave(topic)
    }
  } finally {
    expect(await target.close()).toEqual([])
  }
})
