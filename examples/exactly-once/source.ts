// A topic as a source of batches, by the official package's consumer.
import { setTimeout as sleep } from 'node:timers/promises'
import kafka, { type LibrdKafkaError } from '@confluentinc/kafka-javascript'

const { KafkaConsumer, CODES } = kafka
const { ERRORS } = CODES
const COORDINATOR_BUSY = new Set([
  ERRORS.ERR_COORDINATOR_LOAD_IN_PROGRESS,
  ERRORS.ERR_COORDINATOR_NOT_AVAILABLE,
  ERRORS.ERR_NOT_COORDINATOR,
])
const BEGINNING = -2 // librdkafka's OFFSET_BEGINNING
const ANSWER_LIMIT_MS = 30_000

export interface Input {
  partition: number
  offset: number
  value: string
}

export interface Offset {
  topic: string
  partition: number
  offset: number
}

export interface SourceOptions {
  servers: string
  topic: string
  /** Under this name Kafka keeps how far the topic was read. */
  group: string
  isolation: 'read_committed' | 'read_uncommitted'
}

export class Source {
  readonly #topic: string
  readonly #consumer: InstanceType<typeof KafkaConsumer>
  readonly #unfinished = new Set<number>()

  private constructor({ servers, topic, group, isolation }: SourceOptions) {
    this.#topic = topic
    const properties = {
      'bootstrap.servers': servers,
      'group.id': group,
      'isolation.level': isolation,
      'enable.auto.commit': false,
      'enable.partition.eof': true,
    }
    this.#consumer = new KafkaConsumer(properties, { 'auto.offset.reset': 'earliest' })
    this.#consumer.setDefaultConsumeTimeout(100)
    this.#consumer.on('partition.eof', ({ partition }) => this.#unfinished.delete(partition))
  }

  /**
   * All partitions, assigned by hand: a worker that was killed stays a member of its group until its session times
   * out, and whoever subscribes waits for that. By hand there are no members: the worker after it reads on at once.
   */
  static async open(options: SourceOptions): Promise<Source> {
    const source = new Source(options)
    const partitions = await source.#partitions()
    const all = partitions.map((partition) => ({ topic: options.topic, partition }))
    for (const partition of partitions) source.#unfinished.add(partition)
    const committed = await untilCoordinated(() =>
      call<Offset[]>((done) => source.#consumer.committed(all, ANSWER_LIMIT_MS, done)),
    )
    source.#consumer.assign(
      committed.map((place) => ({ ...place, offset: place.offset >= 0 ? place.offset : BEGINNING })),
    )
    return source
  }

  /**
   * `topic` alone is ignored: the answer tells of every topic of the cluster, in any order, unless `allTopics` is false
   * (Connection::NodeGetMetadata). Whose partitions they are is therefore looked at, and not taken from the first.
   */
  async #partitions(): Promise<number[]> {
    type Topic = { name: string; partitions: { id: number }[] }
    const { topics } = await call<{ topics: Topic[] }>((done) =>
      this.#consumer.connect({ topic: this.#topic, allTopics: false }, done),
    )
    const partitions = topics.find(({ name }) => name === this.#topic)?.partitions ?? []
    if (partitions.length > 0) return partitions.map(({ id }) => id)
    await this.close() // it would read nothing, and say that this was all
    throw new Error(`there is no topic ${this.#topic}`)
  }

  /** From 1 to `most` messages; none when every partition has been read to its end. */
  async next(most: number): Promise<Input[]> {
    for (;;) {
      type Raw = { partition: number; offset: number; value: Buffer | null }
      const messages = await call<Raw[]>((done) => this.#consumer.consume(most, done))
      const inputs = messages.map(({ partition, offset, value }) => ({
        partition,
        offset,
        value: String(value),
      }))
      if (inputs.length > 0 || this.#unfinished.size === 0) return inputs
    }
  }

  /** Where to read on after this batch: of each partition its last offset plus one. */
  offsetsAfter(batch: readonly Input[]): Offset[] {
    const last = new Map(batch.map(({ partition, offset }) => [partition, offset]))
    return Array.from(last, ([partition, offset]) => ({ topic: this.#topic, partition, offset: offset + 1 }))
  }

  /** The consumer's own commit: only for the worker that does without transactions. */
  async commit(batch: readonly Input[]): Promise<void> {
    await untilCoordinated(() => this.#consumer.commitSync(this.offsetsAfter(batch)))
  }

  async close(): Promise<void> {
    await call((done) => this.#consumer.disconnect(done))
  }
}

/** Repeats what failed because the broker that keeps the group's offsets is being found or reads them just now. */
async function untilCoordinated<Result>(action: () => Result | Promise<Result>): Promise<Result> {
  for (;;) {
    try {
      return await action()
    } catch (error) {
      if (!COORDINATOR_BUSY.has((error as { code: number }).code)) throw error
      await sleep(100)
    }
  }
}

/** A call with a callback as a promise. */
function call<Result>(
  start: (done: (failure: LibrdKafkaError | null, result: Result) => void) => void,
): Promise<Result> {
  return new Promise((resolve, reject) =>
    start((failure, result) => {
      if (failure) reject(Object.assign(new Error(failure.message), { code: failure.code }))
      else resolve(result)
    }),
  )
}
