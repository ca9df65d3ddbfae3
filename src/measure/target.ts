import { KafkaError, Producer, type ProducerOptions } from '../index.js'
import { type Driver, DriverProcess } from './processes.js'
import { clusterAnswerSchema } from './protocol.js'
import type { Result } from './result.js'
import { newName, Topics } from './topics.js'

/** Where a run's messages go. */
export interface Target {
  readonly about: Result['target']
  /** How a producer gets there. */
  readonly properties: Readonly<Record<string, string>>
  /** A topic for one slot. */
  take(): Promise<string>
  /** The partitions' end offsets, added up. */
  endOffset(topic: string): Promise<number>
  /** The slot is over. */
  leave(topic: string): Promise<void>
  /** Leaves nothing behind. @returns topics that could not be removed */
  close(): Promise<string[]>
}

/** What the embedded cluster gives a topic that it makes by itself. */
export const EMBEDDED_PARTITIONS = 4

/** librdkafka's embedded cluster, in a process of its own, so that its CPU time is not the producer's. */
export async function openEmbedded(
  driver: Driver,
  { brokers = 1, rttMs = 0 } = {},
): Promise<Target & { readonly pid: number }> {
  const cluster = new DriverProcess(driver, { role: 'cluster', brokers, rttMs })
  try {
    const { bootstrapServers } = clusterAnswerSchema.parse(JSON.parse(await cluster.firstLine()))
    const properties = { 'bootstrap.servers': bootstrapServers }
    const topics = await Topics.open(properties)
    return {
      pid: cluster.pid!,
      about: {
        kind: 'embedded',
        brokers,
        partitions: EMBEDDED_PARTITIONS,
        replicationFactor: Math.min(3, brokers),
        rttMs,
        ownTopic: true,
      },
      properties,
      // It comes to be with its first message, and goes with the cluster.
      take: async () => newName(),
      endOffset: (topic) => topics.endOffset(topic, EMBEDDED_PARTITIONS),
      leave: async () => {},
      close: async () => {
        await topics.close()
        await cluster.end()
        return []
      },
    }
  } catch (error) {
    await cluster.end()
    throw error
  }
}

export interface BrokerChoice {
  /** How to reach it: librdkafka's properties. */
  readonly properties: Readonly<Record<string, string>>
  /** An existing topic, which is left as it is but for the messages; null: one of our own for each slot. */
  readonly topic: string | null
  readonly partitions: number
  /** −1: the cluster's default. */
  readonly replicationFactor: number
}

/** @throws KafkaError where nobody answers, or there is no such topic */
export async function openBroker({
  properties,
  topic,
  partitions,
  replicationFactor,
}: BrokerChoice): Promise<Target> {
  const { brokers, found } = await ask(properties, topic)
  const count = found?.length ?? partitions
  const factor = found?.[0]?.replicas.length ?? (replicationFactor < 0 ? null : replicationFactor)
  const topics = await Topics.open(properties)
  return {
    about: {
      kind: 'broker',
      brokers,
      partitions: count,
      replicationFactor: factor,
      rttMs: null,
      ownTopic: topic === null,
    },
    properties: {},
    take: async () => topic ?? (await topics.make(partitions, replicationFactor)),
    endOffset: (name) => topics.endOffset(name, count),
    leave: async (name) => {
      if (topic === null) await topics.remove(name)
    },
    close: () => topics.close(),
  }
}

async function ask(properties: Readonly<Record<string, string>>, topic: string | null) {
  const producer = new Producer({ ...properties, 'allow.auto.create.topics': 'false' } as ProducerOptions)
  producer.on('error', () => {})
  try {
    const { brokers, topics } = await producer.metadata(topic ?? undefined)
    const found = topics.find(({ name }) => name === topic)?.partitions
    if (topic !== null && (found === undefined || found.length === 0))
      throw new KafkaError('UNKNOWN_TOPIC_OR_PART', `there is no topic '${topic}'`)
    return { brokers: brokers.length, found }
  } finally {
    await producer.close({ timeoutMs: 0 })
  }
}
