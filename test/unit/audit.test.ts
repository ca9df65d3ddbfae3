import { describe, expect, test } from 'vitest'
import { resolveConfig } from '../../src/config/resolve.js'
import type { ProducerOptions } from '../../src/index.js'
import { auditTopic } from '../../src/producer/audit.js'

const GOOD = {
  'min.insync.replicas': '2',
  'max.message.bytes': '1048588',
  'message.timestamp.type': 'CreateTime',
  'cleanup.policy': 'delete',
}

/** A topic of two partitions on brokers 1, 2 and 3. */
interface Given {
  replicas?: readonly number[]
  isrs?: readonly number[]
  options?: ProducerOptions
}

function audit(settings: object, { replicas = [1, 2, 3], isrs = replicas, options = {} }: Given = {}) {
  const brokers = [1, 2, 3].map((id) => ({ id, host: 'h', port: 1 }))
  const partitions = [0, 1].map((id) => ({ id, leader: 1, replicas, isrs }))
  const config = resolveConfig({ 'bootstrap.servers': 'h:1', ...options })
  return auditTopic(config, { brokers, topics: [{ name: 't', partitions }] }, 't', { ...GOOD, ...settings })
}

const levelOf = (result: ReturnType<typeof audit>, check: string) =>
  result.findings.find((each) => each.check === check)?.level

describe('a topic beside the configuration', () => {
  test('is fine with three replicas of which two are wanted', () => {
    const result = audit({})
    expect(result).toMatchObject({ topic: 't', partitions: 2, replicationFactor: 3, ok: true })
    expect(new Set(result.findings.map(({ level }) => level))).toEqual(new Set(['fine']))
  })

  test.each([
    ['min.insync.replicas', { 'min.insync.replicas': '1' }, {}, 'problem'],
    ['min.insync.replicas', { 'min.insync.replicas': '3' }, {}, 'advice'],
    ['min.insync.replicas', { 'min.insync.replicas': '4' }, {}, 'problem'],
    ['min.insync.replicas', {}, { options: { acks: 1 } as ProducerOptions }, 'advice'],
    ['in-sync replicas', {}, { isrs: [1] }, 'problem'],
    ['replication factor', {}, { replicas: [1, 2] }, 'advice'],
    ['replication factor', {}, { replicas: [1] }, 'problem'],
    ['max.message.bytes', { 'max.message.bytes': '500000' }, {}, 'problem'],
    [
      'max.message.bytes',
      { 'max.message.bytes': '500000' },
      { options: { 'compression.type': 'zstd' } as ProducerOptions },
      'advice',
    ],
    [
      'max.message.bytes',
      { 'max.message.bytes': '500000' },
      { options: { 'batch.size': 1000 } as ProducerOptions },
      'advice',
    ],
    ['message.timestamp.type', { 'message.timestamp.type': 'LogAppendTime' }, {}, 'advice'],
    ['cleanup.policy', { 'cleanup.policy': 'compact,delete' }, {}, 'advice'],
  ] as const)('%s of %j, %j: %4$s', (check, settings, given, level) => {
    const result = audit(settings, given as Given)
    expect(levelOf(result, check)).toBe(level)
    expect(result.ok).toBe(result.findings.every((each) => each.level !== 'problem'))
  })
})
