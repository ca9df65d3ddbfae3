import { describe, expect, inject, test } from 'vitest'
import type { ProducerOptions } from '../../src/index.js'
import { createTopic, topicName } from '../support/kafka.js'
import { openProducer, rejection } from '../support/producers.js'

const bootstrapServers = inject('bootstrapServers')
const open = (options: ProducerOptions = {}) =>
  openProducer({ 'bootstrap.servers': bootstrapServers, engine: 'native', ...options })

describe('audit', () => {
  test('says what a topic of its own making lacks', async () => {
    const topic = await createTopic(bootstrapServers, { partitions: 2 })
    const audit = await open({ preset: 'durable' }).audit(topic)
    expect(audit).toMatchObject({ topic, partitions: 2, replicationFactor: 1, ok: false })
    const level = (check: string) => audit.findings.find((each) => each.check === check)?.level
    expect(level('replication factor')).toBe('problem')
    expect(level('min.insync.replicas')).toBe('advice')
    expect(level('max.message.bytes')).toBe('fine')
    expect(level('message.timestamp.type')).toBe('fine')
    expect(level('cleanup.policy')).toBe('fine')
  })

  test('reads what the topic was given', async () => {
    const topic = await createTopic(bootstrapServers, {
      config: {
        'max.message.bytes': '10000',
        'message.timestamp.type': 'LogAppendTime',
        'cleanup.policy': 'compact',
        'min.insync.replicas': '2',
      },
    })
    const { findings } = await open().audit(topic)
    const textOf = (check: string) => findings.find((each) => each.check === check)
    expect(textOf('max.message.bytes')).toMatchObject({ level: 'problem' })
    expect(textOf('max.message.bytes')?.text).toContain('set batch.size and message.max.bytes to 10000')
    expect(textOf('message.timestamp.type')?.text).toContain("broker's time")
    expect(textOf('cleanup.policy')?.text).toContain('without a key are refused')
    expect(textOf('min.insync.replicas')).toMatchObject({ level: 'problem' })
    expect(textOf('min.insync.replicas')?.text).toContain('2 with 1 replicas')
    expect(textOf('in-sync replicas')).toMatchObject({ level: 'problem' })
    // What it warns of, happens.
    const failure = await rejection(
      open({ 'linger.ms': 0 }).send({ topic, key: 'k', value: 'x'.repeat(20_000) }),
    )
    expect(failure).toMatchObject({ code: 'MSG_SIZE_TOO_LARGE' })
  })

  // The engine that chooses partitions stood in front of the other, and did not hand the question through.
  test('was unsupported with a partitioner of ours', async () => {
    const topic = await createTopic(bootstrapServers, { partitions: 3 })
    expect(await open({ partitioner: 'uniform_sticky' }).audit(topic)).toMatchObject({ topic, partitions: 3 })
  })

  test('of an unknown topic is an error, and on binding unsupported', async () => {
    const unknown = await rejection(open({ 'allow.auto.create.topics': false }).audit(topicName('absent')))
    expect(unknown).toMatchObject({ code: 'UNKNOWN_TOPIC_OR_PART' })
    const binding = openProducer({ 'bootstrap.servers': bootstrapServers, engine: 'binding' })
    expect(await rejection(binding.audit('any'))).toMatchObject({ code: '_NOT_IMPLEMENTED' })
  })
})
