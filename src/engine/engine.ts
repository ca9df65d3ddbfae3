/**
 * The one interface between lingerbus and librdkafka. Numbers, strings and bytes go in; rows of numbers come
 * out; one wake-up stands for many reports; what an engine cannot do is said in its features, never found out.
 */

import type { Rung } from '../refusals.js'

export type EngineName = 'native' | 'binding'

/** Text goes over the wire as UTF-8; null is Kafka's null, which is not the same as empty. */
export type Content = string | Uint8Array | null

/** Name, value, name, value …, in the order in which they are sent. */
export type HeaderList = readonly Content[]

/** What a token function gives. */
export interface OauthToken {
  /** As the broker takes it, a JWT mostly. Never shown. */
  readonly token: string
  /** When it expires, in milliseconds since 1970; the next one is asked for when 80 % of the time until then are over. */
  readonly lifetimeMs: number
  /** Kafka's name for who logs in; brokers take it from the token. */
  readonly principal?: string
  /** For the broker, beside the token (KIP-342); names are letters. Never shown. */
  readonly extensions?: Readonly<Record<string, string>>
}

/**
 * Gives a token for OAUTHBEARER whenever librdkafka needs one. `signal` is aborted after 20 s and at close. What it
 * throws is an `error` event, and it is asked again after 10 s.
 */
export type OauthFunction = (options: { readonly signal: AbortSignal }) => OauthToken | Promise<OauthToken>

/** What an engine can do. The producer refuses the rest with an `UnsupportedError`. */
export interface Features {
  /** `purge` */
  readonly purge: boolean
  /** `pollSync` and `flushSync` */
  readonly sync: boolean
  /** `initTransactions` … `sendOffsetsToTransaction`, and the property `transactional.id` */
  readonly transactions: boolean
  /** OAUTHBEARER with a token function */
  readonly oauth: boolean
  /** A header's value may be null. */
  readonly nullHeaders: boolean
  /** Reports carry librdkafka's own persistence status; otherwise a failure is mostly `possibly-persisted`. */
  readonly exactStatus: boolean
  /** Reports tell CreateTime from LogAppendTime. */
  readonly timestampType: boolean
  /** The `fatal` event carries the original error code. */
  readonly fatalDetail: boolean
  /** Runs in worker threads. */
  readonly workers: boolean
  /** A producer without outstanding messages lets the process end, also when it was not closed. */
  readonly idleLetsExit: boolean
  /** `recover`, and `onFatal: 'recover'` */
  readonly recovery: boolean
  /** `audit`, which reads a topic's configuration */
  readonly topicConfig: boolean
  /** Brokers are spoken to: their errors, logs and statistics come as events, and what passes is tried again. */
  readonly brokers: boolean
}

/** What the producer says about its engine: `producer.features`. */
export type FeatureName = keyof Features

/** The partitioner of topics whose messages bring their hash. */
export const BY_HASH = 'hash'

export interface EngineOptions {
  /** Property names and values as librdkafka takes them, all as text. */
  readonly properties: Readonly<Record<string, string>>
  /** Hard limits of the queue; librdkafka counts the bytes of values only. */
  readonly queueMaxMessages: number
  readonly queueMaxBytes: number
  readonly messageMaxBytes: number
  readonly acks: number
  /**
   * Where a topic's partitioner is not the property's: a name of librdkafka's, or BY_HASH. Engines without
   * `produceHashed` are not asked.
   */
  readonly partitionerOf?: (topic: string) => string | undefined
  /** `transactional.id` is set. */
  readonly transactional: boolean
  /** Where tokens come from; only where `features.oauth`. */
  readonly oauth?: OauthFunction | undefined
  /** What the engine must be able to do when it is not `report`; see `recover`. */
  readonly onFatal?: string
  /**
   * Reports or events are there to be drained. Called at most once until the next `drain`; from the event
   * loop, never from inside a call of ours.
   */
  readonly onWake: () => void
}

/** How a producer comes by its engine. */
export type OpenEngine = (options: EngineOptions) => Engine

export interface Engine {
  /** `fake` is the one behind the FakeProducer of lingerbus/testing. */
  readonly name: EngineName | 'fake'
  readonly features: Features
  /** librdkafka's version */
  readonly version: string

  /**
   * Takes a message or refuses it: 0, or librdkafka's error code. `partition` −1 leaves the choice to
   * librdkafka's partitioner, `timestamp` 0 means now. After 0 exactly one row with this slot will come.
   */
  produce(
    topic: string,
    partition: number,
    key: Content,
    value: Content,
    timestamp: number,
    headers: HeaderList | null,
    slot: number,
  ): number

  /**
   * Where the engine can give each topic a partitioner of its own: for topics with BY_HASH, whose partition is
   * `hash`, 32 bits without a sign, modulo the partition count; also while the count is not known yet.
   */
  produceHashed?(
    topic: string,
    hash: number,
    key: Content,
    value: Content,
    timestamp: number,
    headers: HeaderList | null,
    slot: number,
  ): number

  /** Whether the queue would take a message with a value of so many bytes. */
  hasRoom(valueBytes: number): boolean

  /**
   * Fills `rows` with reports and returns their number; 0 when there is none. A report counts against the
   * queue until the call after the one that handed it out: its callback has run by then.
   */
  drain(rows: Float64Array): number

  /** The next event, in the order in which they happened. */
  nextEvent(): EngineEvent | undefined

  /** While on, lingering messages are sent at once (`rd_kafka_flush`). */
  setFlushing(on: boolean): void

  /** Where `features.sync`: blocks the thread until there is something to drain, or the time is up. */
  waitSync?(timeoutMs: number): void

  /** Where `features.sync`: as `metadata`, blocking the thread; undefined when there is no answer in time. */
  metadataSync?(topic: string, timeoutMs: number): Metadata | undefined

  /**
   * Where `features.purge`: gives up what is inside now (`rd_kafka_purge`); the reports are drained as ever.
   * Until it resolves the queue is full.
   */
  purge?(queued: boolean, inFlight: boolean): Promise<void>

  /** Asks a broker; `topic` null means all topics. Refreshes librdkafka's own view as well. */
  metadata(topic: string | null, timeoutMs: number): Promise<Metadata>

  /** User and password for the next connections (`rd_kafka_sasl_set_credentials`): 0, or librdkafka's code. */
  setSaslCredentials(user: string, password: string): number

  /** Where `features.topicConfig`: what a broker says of a topic (`rd_kafka_DescribeConfigs`). */
  topicConfig?(topic: string, timeoutMs: number): Promise<TopicConfig>

  /**
   * Where `features.transactions`: one of librdkafka's calls. After a time-out the same call resumes it. Reports must be
   * drained meanwhile: commit and abort wait for them. `timeoutMs` −1: no limit.
   * @throws (rejects) KafkaError with `retriable`, `abortable` and `fatal`
   */
  transact?(call: TransactionCall, timeoutMs: number): Promise<void>

  /** Some accepted messages wait for their partition outside librdkafka. */
  readonly holds?: boolean

  /**
   * Where `features.recovery`: a new client in place of the one that has met a fatal error, whose last rows are drained as
   * ever. @throws ConfigError
   */
  recover?(): void

  /**
   * Ends the client. When it resolves, the rows of all messages that were still inside are there to be
   * drained, so that the promise of `produce` holds for them too.
   */
  close(): Promise<void>
}

/** A row is ROW_LENGTH numbers; these are their places. */
export const SLOT = 0
/** 0 or librdkafka's error code */
export const CODE = 1
export const PARTITION = 2
/** negative: none */
export const OFFSET = 3
/** ms since 1970; negative: none */
export const TIMESTAMP = 4
/** `rd_kafka_timestamp_type_t`: 0 unknown, 1 create, 2 append */
export const TIMESTAMP_TYPE = 5
/** produce to drain */
export const LATENCY_MS = 6
/** `rd_kafka_msg_status_t`: 0 not, 1 possibly, 2 persisted */
export const STATUS = 7
export const ROW_LENGTH = 8

export const NOT_PERSISTED = 0
export const POSSIBLY_PERSISTED = 1
export const PERSISTED = 2

export type EngineEvent =
  | {
      readonly kind: 'error'
      readonly code: number | string
      readonly text: string
      readonly fatal: boolean
      /** Which rung of the way to a broker refused. */
      readonly rung?: Rung
    }
  | {
      /** After a fatal error a new client runs: `code` and `text` are the error's. */
      readonly kind: 'recovered'
      readonly code: number | string
      readonly text: string
      readonly resent: number
      readonly reported: number
    }
  | { readonly kind: 'stats'; readonly json: string }
  | {
      readonly kind: 'throttle'
      readonly broker: string
      readonly brokerId: number
      readonly throttleMs: number
    }
  | { readonly kind: 'log'; readonly level: number; readonly facility: string; readonly text: string }

/** `rd_kafka_init_transactions` … `rd_kafka_send_offsets_to_transaction` */
export type TransactionCall =
  | { readonly name: 'init' | 'begin' | 'commit' | 'abort' }
  | {
      readonly name: 'sendOffsets'
      readonly offsets: readonly ConsumedPartition[]
      readonly group: ConsumerGroup
    }

export interface ConsumedPartition {
  readonly topic: string
  readonly partition: number
  /** Of the message to read next; negative: none, and it is left out. */
  readonly offset: number
  /** −1: none */
  readonly leaderEpoch: number
  readonly metadata: string
}

export interface ConsumerGroup {
  readonly groupId: string
  /** −1: not known */
  readonly generationId: number
  readonly memberId: string
  /** '': no static member */
  readonly groupInstanceId: string
}

/** A topic's settings by name, without those that the broker keeps secret. */
export type TopicConfig = Readonly<Record<string, string>>

export interface Metadata {
  readonly brokers: readonly { readonly id: number; readonly host: string; readonly port: number }[]
  readonly topics: readonly {
    readonly name: string
    readonly partitions: readonly {
      readonly id: number
      /** −1: none at the moment */
      readonly leader: number
      readonly replicas: readonly number[]
      readonly isrs: readonly number[]
    }[]
  }[]
}
