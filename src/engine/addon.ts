import type { Content, EngineEvent, HeaderList, Metadata, TopicConfig } from './engine.js'

/** The boundary to `native/binding.cc`: what the addon exports. */
export interface Addon {
  /** Finds librdkafka's functions in a file; a text says why it will not do. */
  load(file: string, how: Opening): Librdkafka | string
  /** @throws with librdkafka's text where it refuses a property */
  open(
    properties: readonly string[],
    queueMaxMessages: number,
    queueMaxBytes: number,
    messageMaxBytes: number,
    onWake: () => void,
    numbers: Float64Array,
  ): AddonClient
  /** @throws where librdkafka has none, or no sockets */
  openCluster(brokers: number): AddonCluster
  /** Set by `loadNative`: several copies of it (ESM beside CommonJS, one an entry) share the addon of their thread. */
  loaded?: object
}

export interface Librdkafka {
  /** The file that really runs. */
  readonly file: string
  readonly version: string
}

/** A mock cluster. Codes are librdkafka's, 0 is success; -197 after `end`. */
export interface AddonCluster {
  readonly bootstrapServers: string
  createTopic(topic: string, partitions: number, replicas: number): number
  setTopicError(topic: string, code: number): number
  /** `broker` −1: none. */
  setLeader(topic: string, partition: number, broker: number): number
  setCoordinator(kind: 'group' | 'transaction', key: string, broker: number): number
  setUp(broker: number, up: boolean): number
  setDelay(broker: number, ms: number): number
  pushErrors(apiKey: number, codes: readonly number[]): number
  /** Code, delay in ms, code, delay … */
  pushAnswers(broker: number, apiKey: number, answers: readonly number[]): number
  /** How many of the pushed answers are still to come, or −1. */
  answersLeft(broker: number, apiKey: number): number
  clearErrors(apiKey: number): number
  /** Broker, API key, µs, broker, API key, µs … */
  requests(): number[]
  clearRequests(): number
  end(): void
}

/** `rd_kafka_error_t` */
export interface TransactionResult {
  readonly code: number
  readonly text: string
  readonly retriable: boolean
  /** `rd_kafka_error_txn_requires_abort` */
  readonly abortable: boolean
  readonly fatal: boolean
}

/** `Opening` in `native/library-file.h` */
export type Opening = 0 | 1 | 2
export const LOAD = 0
export const IF_MAPPED = 1
export const COPY = 2

/** The places in the array of a message's numbers: `Numbers` in `native/numbers.h` */
export const TOPIC = 0
export const PARTITION = 1
export const HASH = 2
export const SLOT = 3
export const TIMESTAMP = 4
/** The key's `Kind` times 4, plus the value's. */
export const KINDS = 5
const NUMBERS = 6

/** On a buffer of its own: V8 would keep so small an array among its objects, and move it. */
export function makeNumbers(): Float64Array {
  return new Float64Array(new ArrayBuffer(NUMBERS * Float64Array.BYTES_PER_ELEMENT))
}

/** `kMaxParts` in `native/binding.cc` */
export const MAX_PARTS = 16

/** `Kind` in `native/values.h` */
export function kindOf(content: Content): 0 | 1 | 2 {
  if (content === null) return 0
  return typeof content === 'string' ? 1 : 2
}

/**
 * A client of librdkafka. Its methods are called on it, never taken off it: they live as long as it does.
 * Codes are librdkafka's, 0 is success.
 */
export interface AddonClient {
  /** What was given to `open`. */
  readonly numbers: Float64Array
  /** A number for a topic's name, or a negative code. `partitioner`: '' is the configuration's. */
  topic(name: string, partitioner: string): number
  /** The message whose numbers stand in the array that was given to `open`. @returns undefined for 0 */
  produce(key: Content, value: Content): number | undefined
  /** With the timestamp, and headers: as arguments, up to `MAX_PARTS` of them, or as one array. */
  produceWith(
    key: Content,
    value: Content,
    ...headers: HeaderList | readonly [HeaderList]
  ): number | undefined
  hasRoom(valueBytes: number): boolean
  drain(rows: Float64Array): number
  /** `token`: librdkafka wants one. */
  nextEvent(): EngineEvent | { readonly kind: 'token' } | undefined
  /** Blocks the thread until there is something to drain, or the time is up. */
  waitSync(timeoutMs: number): void
  setFlushing(on: boolean): void
  purge(flags: number): Promise<number>
  /** `topic` −1: all. */
  metadata(topic: number, timeoutMs: number): Promise<Metadata | number>
  /** Blocks the thread. */
  metadataSync(topic: number, timeoutMs: number): Metadata | number
  /** By name; or librdkafka's code. */
  topicConfig(topic: string, timeoutMs: number): Promise<TopicConfig | number>
  /** `extensions`: name, value, name, value …; '', or why librdkafka refuses it. */
  setToken(token: string, expiresMs: number, principal: string, extensions: readonly string[]): string
  setTokenFailure(why: string): void
  setSaslCredentials(user: string, password: string): number
  /** `TransactionCall` in `native/transactions.h`; 0 is success. Blocks a thread of the addon's own. */
  transact(call: number, timeoutMs: number): Promise<TransactionResult | 0>
  /** `offsets`: topic, partition, offset, leader epoch (−1: none), metadata, topic … */
  sendOffsets(
    offsets: readonly (string | number)[],
    groupId: string,
    generationId: number,
    memberId: string,
    groupInstanceId: string,
    timeoutMs: number,
  ): Promise<TransactionResult | 0>
  close(): Promise<number>
  /** Ends the client on the spot; reports are dropped. */
  shutDown(): void
  /** For tests: `rd_kafka_test_fatal_error`. */
  testFatalError(code: number, reason: string): number
  /** For tests: the embedded cluster answers the next requests of a kind with these codes. */
  testRequestErrors(apiKey: number, codes: readonly number[]): void
  /** For tests: one broker of the embedded cluster answers late. */
  testBrokerDelay(brokerId: number, ms: number): void
}
