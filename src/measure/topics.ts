import { randomUUID } from 'node:crypto'
import { KafkaError } from '../index.js'

/** What we use of the official package's admin client. */
interface AdminClient {
  createTopic(topic: NewTopic, timeoutMs: number, onDone: (error?: Failure) => void): void
  describeTopics(
    topics: readonly string[],
    options: { timeout: number },
    onDone: (error: Failure | null, topics?: readonly TopicAnswer[]) => void,
  ): void
  deleteTopic(topic: string, timeoutMs: number, onDone: (error?: Failure) => void): void
  listOffsets(
    partitions: readonly { topic: string; partition: number; offset: { timestamp: number } }[],
    options: { timeout: number },
    onDone: (error: Failure | null, offsets?: readonly PartitionEnd[]) => void,
  ): void
  disconnect(): void
}
interface PartitionEnd {
  readonly offset: number
  /** Then the offset means nothing. */
  readonly error?: Failure
}
interface NewTopic {
  readonly topic: string
  readonly num_partitions: number
  readonly replication_factor: number
}
interface TopicAnswer {
  readonly error?: Failure
  readonly partitions: readonly { readonly leader?: object }[]
}
interface Failure {
  readonly code: number
  readonly message: string
}

const ANSWER_LIMIT_MS = 20_000
/** A topic that was just made has its leaders soon, not at once. */
const LEADERS_LIMIT_MS = 20_000
const AGAIN_MS = 50
/** ListOffsets' word for the end of the log. */
const LATEST = -1

/** Of a producer's properties those that say how to reach the brokers. */
const CONNECTION =
  /^(bootstrap\.servers|metadata\.broker\.list|client\.id|security\.|sasl\.|ssl\.|socket\.|broker\.address\.)/

/** Makes and removes topics, and asks how long they are; by the official package's admin client. */
export class Topics {
  readonly #connect: () => AdminClient
  #admin: AdminClient
  /** Made, and not yet removed. */
  readonly #own = new Set<string>()

  private constructor(connect: () => AdminClient) {
    this.#connect = connect
    this.#admin = connect()
  }

  static async open(properties: Readonly<Record<string, string>>): Promise<Topics> {
    // Here and not above: a run that never asks does without it.
    const { default: official } = (await import('@confluentinc/kafka-javascript')) as unknown as {
      default: { AdminClient: { create(properties: object): AdminClient } }
    }
    const connection = Object.entries(properties).filter(([name]) => CONNECTION.test(name))
    return new Topics(() => official.AdminClient.create(Object.fromEntries(connection)))
  }

  /** @param replicationFactor −1: the cluster's default @returns its name @throws KafkaError */
  async make(partitions: number, replicationFactor: number): Promise<string> {
    const topic = newName()
    // First: whatever becomes of the answer, it may exist.
    this.#own.add(topic)
    await this.#answer<void>((done) =>
      this.#admin.createTopic(
        { topic, num_partitions: partitions, replication_factor: replicationFactor },
        ANSWER_LIMIT_MS,
        done,
      ),
    )
    const giveUpMs = performance.now() + LEADERS_LIMIT_MS
    while (!(await this.#hasLeaders(topic, partitions)) || !(await this.#answers(topic, partitions))) {
      if (performance.now() > giveUpMs)
        throw new KafkaError('LEADER_NOT_AVAILABLE', `topic ${topic} has no leaders`)
      await new Promise((resolve) => setTimeout(resolve, AGAIN_MS))
    }
    return topic
  }

  /**
   * Not by asking for its end offsets: who does so before the brokers know the topic has "no such topic" put into librdkafka's
   * metadata cache, and is answered from there for half a minute (`rd_kafka_metadata_cache_topic_update`).
   */
  async #hasLeaders(topic: string, partitions: number): Promise<boolean> {
    const answer = this.#answer<readonly TopicAnswer[] | undefined>((done) =>
      this.#admin.describeTopics([topic], { timeout: ANSWER_LIMIT_MS }, (error, found) =>
        done(error ?? undefined, found),
      ),
    )
    const [found] = (await answer.catch(() => undefined)) ?? []
    return found?.partitions.filter(({ leader }) => leader).length === partitions
  }

  /** A leader that was just elected may not know of it yet. */
  async #answers(topic: string, partitions: number): Promise<boolean> {
    return this.endOffset(topic, partitions).then(
      () => true,
      () => false,
    )
  }

  /** The partitions' end offsets, added up: what was written, apart from control records. @throws KafkaError */
  async endOffset(topic: string, partitions: number): Promise<number> {
    const places = Array.from({ length: partitions }, (_, partition) => ({
      topic,
      partition,
      offset: { timestamp: LATEST },
    }))
    const offsets = await this.#answer<readonly PartitionEnd[] | undefined>((done) =>
      this.#admin.listOffsets(places, { timeout: ANSWER_LIMIT_MS }, (error, found) =>
        done(error ?? found?.find((end) => end.error)?.error, found),
      ),
    ).catch((error) => {
      this.#startOver(error)
      throw error
    })
    return offsets!.reduce((sum, { offset }) => sum + offset, 0)
  }

  /**
   * A broker that does not know the topic yet was asked → librdkafka 2.15 answers _NOENT, and goes on answering that by this
   * client, for topics that are made later as well. Another client is not concerned.
   */
  #startOver(error: unknown): void {
    if (!KafkaError.is(error) || error.code !== '_NOENT') return
    this.#admin.disconnect()
    this.#admin = this.#connect()
  }

  /** Removes a topic that `make` made. @throws KafkaError */
  async remove(topic: string): Promise<void> {
    await this.#answer<void>((done) => this.#admin.deleteTopic(topic, ANSWER_LIMIT_MS, done)).catch(
      ignoreUnknown,
    )
    this.#own.delete(topic)
  }

  /** Removes what is left. @returns what could not be removed */
  async close(): Promise<string[]> {
    for (const topic of this.#own) await this.remove(topic).catch(() => {})
    this.#admin.disconnect()
    return [...this.#own]
  }

  #answer<Answer>(call: (done: (error?: Failure, answer?: Answer) => void) => void): Promise<Answer> {
    return new Promise((resolve, reject) => {
      call((error, answer) =>
        error ? reject(new KafkaError(error.code, error.message)) : resolve(answer as Answer),
      )
    })
  }
}

/** One that never came to be is removed. */
function ignoreUnknown(error: unknown): void {
  if (!KafkaError.is(error) || error.code !== 'UNKNOWN_TOPIC_OR_PART') throw error
}

export function newName(): string {
  return `lingerbus-bench-${randomUUID().slice(0, 8)}`
}
