import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll } from 'vitest'
import type { Metadata } from '../../src/index.js'
import { KafkaReader } from './kafka-reader.js'

/** A record as Kafka's own consumer sees it; null and empty are different. */
export interface LogRecord {
  readonly partition: number
  readonly offset: number
  readonly timestamp: number
  readonly timestampType: 'CreateTime' | 'LogAppendTime'
  readonly key: Buffer | null
  readonly value: Buffer | null
  readonly headers: [name: string, value: Buffer | null][]
}

export interface Log {
  /** Each partition's in order of offset. */
  readonly records: LogRecord[]
  /** By partition: the offset that the next record will get. */
  readonly endOffsets: number[]
}

/** A batch as it lies in the broker's file; a broker writes what the producer compressed as it came. */
export interface StoredBatch {
  readonly partition: number
  readonly baseOffset: number
  readonly count: number
  readonly codec: string
  /** It carries a producer id. */
  readonly idempotent: boolean
}

type Base64 = string | null
type Row = Omit<LogRecord, 'key' | 'value' | 'headers'> & {
  key: Base64
  value: Base64
  headers: [name: string, value: Base64][]
}

const reader = new KafkaReader()
beforeAll(() => reader.start())
afterAll(() => reader.close())

/** No other test, run or clone uses it. */
export function topicName(prefix: string): string {
  return `${prefix}-${randomBytes(6).toString('hex')}`
}

/** Made by Kafka's own admin client; there, with a leader for each partition, when this resolves. */
export async function createTopic(
  bootstrapServers: string,
  { name = topicName('test'), partitions = 1, replicas = 1, config = {} as Record<string, string> } = {},
): Promise<string> {
  const settings = Object.entries(config).map(([key, value]) => `${key}=${value}`)
  await reader.ask('create', bootstrapServers, name, partitions, replicas, settings.join(',') || '-')
  return name
}

/** Every partition from its beginning to its end at this moment, committed or not unless told. */
export async function readLog(
  bootstrapServers: string,
  topic: string,
  isolation: 'read_uncommitted' | 'read_committed' = 'read_uncommitted',
): Promise<Log> {
  const { rows, end } = await reader.ask<Row, number[]>('read', bootstrapServers, topic, isolation)
  const records = rows.map((row) => ({
    ...row,
    key: toBuffer(row.key),
    value: toBuffer(row.value),
    headers: row.headers.map(([name, value]): [string, Buffer | null] => [name, toBuffer(value)]),
  }))
  return { records, endOffsets: end }
}

/** From the broker's own files, which are on this machine. */
export async function readBatches(bootstrapServers: string, topic: string): Promise<StoredBatch[]> {
  return (await reader.ask<never, StoredBatch[]>('batches', bootstrapServers, topic)).end
}

/** Brokers by id, and the topic's partitions, as Kafka's own admin client sees them. */
export async function describeTopic(
  bootstrapServers: string,
  topic: string,
): Promise<{ brokers: Metadata['brokers']; partitions: Metadata['topics'][number]['partitions'] }> {
  type Described = Awaited<ReturnType<typeof describeTopic>>
  return (await reader.ask<never, Described>('describe', bootstrapServers, topic)).end
}

/** Ends when each of the new partitions has a leader. */
export async function growTopic(bootstrapServers: string, topic: string, partitions: number): Promise<void> {
  await reader.ask('grow', bootstrapServers, topic, partitions)
}

/** The same name with another number of partitions: to clients another topic. */
export async function recreateTopic(
  bootstrapServers: string,
  topic: string,
  partitions: number,
): Promise<void> {
  await reader.ask('delete', bootstrapServers, topic)
  await createTopic(bootstrapServers, { name: topic, partitions })
}

/** The broker that coordinates the transactions of this id. */
export async function coordinatorOf(bootstrapServers: string, transactionalId: string): Promise<number> {
  return (await reader.ask<never, number>('coordinator', bootstrapServers, transactionalId)).end
}

/** A group's committed offsets by `topic-partition`. */
export async function committedOffsets(
  bootstrapServers: string,
  group: string,
): Promise<Record<string, number>> {
  return (await reader.ask<never, Record<string, number>>('offsets', bootstrapServers, group)).end
}

/** A record a key, by Kafka's own producer and its default partitioner. */
export async function produceInJava(
  bootstrapServers: string,
  topic: string,
  keys: readonly string[],
): Promise<void> {
  const encoded = keys.map((key) => Buffer.from(key).toString('base64'))
  await reader.ask('produce', bootstrapServers, topic, encoded.join(','))
}

/** Bounds what producers with this client.id may write on each broker, in bytes a second. */
export async function limitProducer(
  bootstrapServers: string,
  clientId: string,
  bytesPerSecond: number,
): Promise<void> {
  await reader.ask('quota', bootstrapServers, clientId, bytesPerSecond)
}

function toBuffer(content: Base64): Buffer | null {
  return content === null ? null : Buffer.from(content, 'base64')
}
