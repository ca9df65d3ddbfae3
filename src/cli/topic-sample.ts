import { KafkaError } from '../index.js'

export interface SampledRecord {
  readonly partition: number
  readonly key: Buffer | null
  /** Only where it was asked for. */
  readonly value?: Buffer | null
}

export interface TopicSample {
  readonly topic: string
  readonly partitionCount: number
  /** Offsets between the first and the last of all partitions; compaction and transactions leave gaps. */
  readonly topicRecords: number
  readonly records: readonly SampledRecord[]
}

/** What we use of the official package's rdkafka-style consumer. */
interface Consumer {
  on(event: 'event.error', listener: (error: Failure) => void): this
  on(event: 'partition.eof', listener: (place: { partition: number }) => void): this
  connect(options: object, onConnected: (error: Failure | null) => void): void
  getMetadata(options: object, onMetadata: (error: Failure | null, metadata: Found) => void): void
  queryWatermarkOffsets(
    topic: string,
    partition: number,
    timeoutMs: number,
    onOffsets: (error: Failure | null, offsets: Watermarks) => void,
  ): void
  assign(places: { topic: string; partition: number; offset: number }[]): void
  setDefaultConsumeTimeout(timeoutMs: number): void
  consume(count: number, onRecords: (error: Failure | null, records: RawRecord[]) => void): void
  disconnect(onDisconnected: () => void): void
}

interface Failure {
  readonly code: number
  readonly message: string
}
interface Found {
  readonly topics: readonly { name: string; partitions: readonly { id: number }[] }[]
}
interface Watermarks {
  readonly lowOffset: number
  readonly highOffset: number
}
interface RawRecord {
  readonly partition: number
  readonly offset: number
  readonly key?: Buffer | string | null
  readonly value: Buffer | null
}

const ANSWER_LIMIT_MS = 20_000
const READ_LIMIT_MS = 60_000
const SLICE = 1000
const SLICE_MS = 200

/** Reads and nothing else: joins no group, commits nothing, creates nothing. */
const READ_ONLY = {
  'group.id': 'lingerbus-partition-check',
  'enable.auto.commit': 'false',
  'enable.auto.offset.store': 'false',
  'allow.auto.create.topics': 'false',
  'enable.partition.eof': 'true',
  'isolation.level': 'read_uncommitted',
}

/**
 * The newest records of each partition, `size` of them at most, by the official package's consumer.
 * @throws KafkaError where the topic cannot be read
 */
export async function readSample(
  properties: Readonly<Record<string, string>>,
  topic: string,
  size: number,
  { withValues = false } = {},
): Promise<TopicSample> {
  // Here and not above: whoever only asks where keys land does without it.
  const { default: official } = (await import('@confluentinc/kafka-javascript')) as unknown as {
    default: { KafkaConsumer: new (properties: object, topicProperties: object) => Consumer }
  }
  const consumer = new official.KafkaConsumer({ ...properties, ...READ_ONLY }, {})
  let trouble: Failure | undefined
  consumer.on('event.error', (error) => {
    trouble = error
  })
  const answer = <Answer>(call: (done: (error: Failure | null, answer: Answer) => void) => void) =>
    new Promise<Answer>((resolve, reject) => {
      call((error, found) => (error ? reject(toKafkaError(error, trouble)) : resolve(found)))
    })
  const only = { topic, allTopics: false, timeout: ANSWER_LIMIT_MS } // by default `topic` is ignored: all are told
  try {
    await answer<unknown>((done) => consumer.connect(only, (error) => done(error, undefined)))
    const { topics } = await answer<Found>((done) => consumer.getMetadata(only, done))
    const partitions = topics.find(({ name }) => name === topic)?.partitions ?? []
    if (partitions.length === 0) throw new KafkaError('UNKNOWN_TOPIC_OR_PART', `there is no topic '${topic}'`)
    const share = Math.ceil(size / partitions.length)
    const places = await Promise.all(
      partitions.map(async ({ id }) => {
        const { lowOffset, highOffset } = await answer<Watermarks>((done) =>
          consumer.queryWatermarkOffsets(topic, id, ANSWER_LIMIT_MS, done),
        )
        const from = Math.max(lowOffset, highOffset - share)
        return { topic, partition: id, offset: from, end: highOffset, count: highOffset - lowOffset }
      }),
    )
    const records = await readUntilEnds(consumer, places, withValues)
    return {
      topic,
      partitionCount: partitions.length,
      topicRecords: places.reduce((sum, { count }) => sum + count, 0),
      records: records.slice(0, size),
    }
  } finally {
    await new Promise<void>((resolve) => consumer.disconnect(resolve))
  }
}

type Place = { topic: string; partition: number; offset: number; end: number }

async function readUntilEnds(
  consumer: Consumer,
  places: readonly Place[],
  withValues: boolean,
): Promise<SampledRecord[]> {
  const filled = places.filter(({ offset, end }) => offset < end)
  const ends = new Map(filled.map(({ partition, end }) => [partition, end]))
  const open = new Set(ends.keys())
  const records: SampledRecord[] = []
  if (open.size === 0) return records
  // The last offsets may be gaps: then only the end of the partition tells. It is told before the records of its slice.
  const atEnd = new Set<number>()
  consumer.on('partition.eof', ({ partition }) => atEnd.add(partition))
  consumer.setDefaultConsumeTimeout(SLICE_MS)
  consumer.assign(filled.map(({ topic, partition, offset }) => ({ topic, partition, offset })))
  for (const giveUpMs = Date.now() + READ_LIMIT_MS; open.size > 0; ) {
    const slice = await new Promise<RawRecord[]>((resolve, reject) => {
      consumer.consume(SLICE, (error, found) => (error ? reject(toKafkaError(error)) : resolve(found)))
    })
    for (const { partition, offset, key, value } of slice) {
      const end = ends.get(partition)!
      if (offset >= end) continue
      const read = { partition, key: key === null || key === undefined ? null : Buffer.from(key as Buffer) }
      records.push(withValues ? { ...read, value } : read)
      if (offset === end - 1) open.delete(partition)
    }
    for (const partition of atEnd) open.delete(partition)
    if (Date.now() > giveUpMs) {
      throw new KafkaError('_TIMED_OUT', `partitions ${[...open].join(', ')} were not read within a minute`)
    }
  }
  return records
}

function toKafkaError({ code, message }: Failure, trouble?: Failure): KafkaError {
  const cause = trouble === undefined ? '' : `; last broker error: ${trouble.message}`
  return new KafkaError(code, `${message}${cause}`)
}
