import type { AddonCluster } from '../engine/addon.js'
import { loadNative } from '../engine/load-native.js'
import { ClosedError, KafkaError } from '../errors.js'
import { checkTopic } from '../message.js'
import { readOptions } from '../producer/call-options.js'
import { checkCode, checkCount } from './check.js'
import { type Disturbance, drawAnswers } from './disturbance.js'
import { type LeaderDeath, waitForDeath } from './leader-death.js'
import { Leaders } from './leaders.js'
import { seeded } from './random.js'
import { apiKeyOf, kindOfRequest, type RequestKind } from './request-kinds.js'

/** librdkafka's mock cluster takes no more, and a test needs fewer. */
const MAX_BROKERS = 100
const MAX_PARTITIONS = 10_000
/** librdkafka's count for a topic that a client's metadata request makes. */
const DEFAULT_PARTITIONS = 4
const DEFAULT_REPLICAS = 3
const NO_LEADER = -1

export interface MockClusterOptions {
  /** How many brokers, 1 to 100; their ids are 1, 2, … 3 unless set. */
  readonly brokers?: number
  /** Topics to begin with, and their partitions. */
  readonly topics?: Readonly<Record<string, number>>
  /** Of what `disturb` draws. 1 unless set. */
  readonly seed?: number
}

/** A request that a broker of the cluster received. */
export interface ReceivedRequest {
  /** Undefined for a kind that has no name here. */
  readonly request: RequestKind | undefined
  readonly apiKey: number
  readonly broker: number
  /** Milliseconds on a clock of the cluster's own: only differences mean something. */
  readonly atMs: number
}

/** Held on to until they are closed: a test keeps the address, and may let go of the object. */
const open = new Set<MockCluster>()

/**
 * Kafka brokers inside this process, on the loopback interface: librdkafka's own mock cluster
 * (`rd_kafka_mock_cluster_new`). Any client of this machine connects to `bootstrapServers`. It does not throttle,
 * authorise, or keep transactions from readers, and its timestamps are made up: docs/testing.md.
 *
 * Needs the engine `native`, also where the producers that are tested run on another one.
 */
export class MockCluster implements AsyncDisposable, Disposable {
  /** For `bootstrap.servers`. */
  readonly bootstrapServers: string
  /** The brokers' ids, from 1 on. */
  readonly brokers: readonly number[]
  readonly #cluster: AddonCluster
  readonly #random: () => number
  readonly #leaders = new Leaders()
  readonly #down = new Set<number>()
  /** Requests whose answers were set for one broker, by API key. */
  readonly #ownAnswers = new Map<number, Map<number, number>>()
  #closed = false

  /**
   * @throws UnsupportedError where the engine `native` does not load, or its librdkafka has no mock cluster;
   *   KafkaError `_INVALID_ARG`
   */
  constructor(options: MockClusterOptions = {}) {
    const { brokers = 3, topics = {}, seed = 1 } = readOptions(options, ['brokers', 'topics', 'seed'])
    const count = checkCount('brokers', brokers, 1, MAX_BROKERS)
    this.#random = seeded(checkCount('seed', seed, 0))
    if (typeof topics !== 'object' || topics === null) {
      throw new KafkaError('_INVALID_ARG', 'topics must be an object: { name: partitions }')
    }
    const wanted = Object.entries(topics).map(([topic, partitions]) => checkNewTopic(topic, partitions))
    this.#cluster = loadNative().addon.openCluster(count)
    this.bootstrapServers = this.#cluster.bootstrapServers
    this.brokers = Object.freeze(Array.from({ length: count }, (_, at) => at + 1))
    open.add(this)
    for (const [topic, partitions] of wanted) this.#create(topic, partitions)
  }

  /**
   * A topic whose partitions are led by broker 1, 2, … in turn.
   * @throws KafkaError `TOPIC_ALREADY_EXISTS`, `_INVALID_ARG`; ClosedError
   */
  createTopic(topic: string, partitions: number = DEFAULT_PARTITIONS): void {
    this.#create(...checkNewTopic(topic, partitions))
  }

  /** The broker that leads, or null: nobody. @throws KafkaError `UNKNOWN_TOPIC_OR_PART` for topics not made here */
  leaderOf(topic: string, partition: number): number | null {
    return this.#leaders.of(topic, partition)
  }

  /** Another leader, or null for none: clients then wait for one. @throws KafkaError for what is not there */
  setLeader(topic: string, partition: number, broker: number | null): void {
    this.#leaders.of(topic, partition)
    this.#done(this.#cluster.setLeader(topic, partition, broker === null ? NO_LEADER : this.#broker(broker)))
    this.#leaders.set(topic, partition, broker)
  }

  /** What metadata says of a topic from now on: an error's code, or null for none (`rd_kafka_mock_topic_set_error`). */
  setTopicError(topic: string, code: string | null): void {
    checkTopic(topic)
    this.#done(this.#cluster.setTopicError(topic, checkCode('code', code)))
  }

  /** Which broker coordinates a group or a `transactional.id`. */
  setCoordinator(kind: 'group' | 'transaction', key: string, broker: number): void {
    if (kind !== 'group' && kind !== 'transaction') {
      throw new KafkaError('_INVALID_ARG', "a coordinator is of a 'group' or a 'transaction'")
    }
    this.#done(this.#cluster.setCoordinator(kind, String(key), this.#broker(broker)))
  }

  /**
   * Takes a broker away: its connections are closed, new ones refused. What it led goes to the next broker that is
   * up, as in a real cluster; `leaders: 'stay'` leaves it without a leader that answers.
   */
  stopBroker(broker: number, { leaders = 'move' }: { leaders?: 'move' | 'stay' } = {}): void {
    this.#done(this.#cluster.setUp(this.#broker(broker), false))
    this.#down.add(broker)
    if (leaders === 'move') this.#elect(broker)
  }

  /** It is back at its old address, and leads what it is given. */
  startBroker(broker: number): void {
    this.#done(this.#cluster.setUp(this.#broker(broker), true))
    this.#down.delete(broker)
  }

  /** Every answer of a broker comes so much later: milliseconds, 0 to stop it (`rd_kafka_mock_broker_set_rtt`). */
  setDelay(broker: number, delayMs: number): void {
    this.#done(this.#cluster.setDelay(this.#broker(broker), checkCount('delayMs', delayMs, 0)))
  }

  /**
   * The next requests of a kind get these answers, in order: an error's code, null for success, `_TRANSPORT` for a
   * connection that is cut. What was refused is not written. With `broker` only its requests count, and `delayMs`
   * holds each of the answers back.
   * @throws KafkaError `_INVALID_ARG`; `_STATE` for all brokers after one was given answers of its own: the mock
   *   cluster would give it none of those
   */
  fail(
    request: RequestKind,
    codes: readonly (string | null)[],
    options: { readonly broker?: number; readonly delayMs?: number } = {},
  ): void {
    const apiKey = apiKeyOf(request)
    const { broker, delayMs = 0 } = readOptions(options, ['broker', 'delayMs'])
    if (!Array.isArray(codes))
      throw new KafkaError('_INVALID_ARG', 'codes must be an array of codes and nulls')
    const numbers = codes.map((code) => checkCode('code', code))
    const delay = checkCount('delayMs', delayMs, 0)
    if (broker !== undefined) {
      this.#answer(
        this.#broker(broker),
        apiKey,
        numbers.map((code) => ({ code, delayMs: delay })),
      )
      return
    }
    if (delay > 0) throw new KafkaError('_INVALID_ARG', 'delayMs needs a broker')
    if (this.#ownAnswers.has(apiKey)) {
      throw new KafkaError('_STATE', `a broker has answers of its own to ${request}: name the broker`)
    }
    this.#done(this.#cluster.pushErrors(apiKey, numbers))
  }

  /**
   * Answers drawn by the cluster's seed for the next Produce requests of every broker: errors that pass, cut
   * connections and delays. The same seed and calls give the same answers.
   * @returns what was drawn, by broker
   */
  disturb(
    disturbance: Disturbance = {},
  ): ReadonlyMap<number, readonly Readonly<{ code: string | null; delayMs: number }>[]> {
    const drawn = new Map(this.brokers.map((broker) => [broker, drawAnswers(disturbance, this.#random)]))
    for (const [broker, answers] of drawn) {
      const numbers = answers.map(({ code, delayMs }) => ({ code: checkCode('code', code), delayMs }))
      this.#answer(broker, apiKeyOf('Produce'), numbers)
    }
    return drawn
  }

  /**
   * The leader answers so many more batches (Produce requests to that broker, of whichever topic), and dies with
   * the next one, which it neither writes nor answers; 30 ms later what it led goes to the next broker that is up.
   * @returns when it is dead: who led, and who leads now
   */
  killLeader(
    topic: string,
    partition: number,
    options: { readonly afterBatches: number },
  ): Promise<LeaderDeath> {
    const { afterBatches } = readOptions(options, ['afterBatches'])
    const batches = checkCount('afterBatches', afterBatches, 0, 1_000_000)
    const leader = this.#leaders.of(topic, partition)
    if (leader === null) throw new KafkaError('LEADER_NOT_AVAILABLE', `'${topic}' ${partition} has no leader`)
    const apiKey = apiKeyOf('Produce')
    const answered = Array.from({ length: batches }, () => ({ code: 0, delayMs: 0 }))
    this.#answer(leader, apiKey, [...answered, LAST_BREATH])
    const pushed = this.#ownAnswers.get(apiKey)!.get(leader)!
    const death = waitForDeath({
      isOver: () => this.#closed,
      hasCome: () => pushed <= this.#ownAnswers.get(apiKey)!.get(leader)! - this.#left(leader, apiKey),
      kill: () => this.stopBroker(leader, { leaders: 'stay' }),
      elect: () => {
        this.#elect(leader)
        return { leader, heir: this.#leaders.of(topic, partition) }
      },
    })
    // Whoever does not wait for it shall not meet the end of the cluster as an unhandled rejection.
    death.catch(() => {})
    return death
  }

  /** What the brokers have received, oldest first. */
  requests(only: { readonly request?: RequestKind; readonly broker?: number } = {}): ReceivedRequest[] {
    const { request, broker } = readOptions(only, ['request', 'broker'])
    const apiKey = request === undefined ? undefined : apiKeyOf(request)
    const wanted = broker === undefined ? undefined : this.#broker(broker)
    this.#mustBeOpen()
    const numbers = this.#cluster.requests()
    const found: ReceivedRequest[] = []
    for (let at = 0; at < numbers.length; at += 3) {
      const [id, key, us] = [numbers[at]!, numbers[at + 1]!, numbers[at + 2]!]
      if ((wanted ?? id) !== id || (apiKey ?? key) !== key) continue
      found.push({ request: kindOfRequest(key), apiKey: key, broker: id, atMs: us / 1000 })
    }
    return found
  }

  /** How many of a kind the brokers have received. */
  count(request: RequestKind, broker?: number): number {
    return this.requests(broker === undefined ? { request } : { request, broker }).length
  }

  /** `requests` begins anew. */
  forgetRequests(): void {
    this.#done(this.#cluster.clearRequests())
  }

  /** Ends the brokers; clients lose their connections. Idempotent. */
  async close(): Promise<void> {
    this[Symbol.dispose]()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this[Symbol.dispose]()
  }

  [Symbol.dispose](): void {
    this.#closed = true
    open.delete(this)
    this.#cluster.end()
  }

  #create(topic: string, partitions: number): void {
    const replicas = Math.min(DEFAULT_REPLICAS, this.brokers.length)
    this.#done(this.#cluster.createTopic(topic, partitions, replicas))
    this.#leaders.add(topic, partitions)
    for (let partition = 0; partition < partitions; partition++) {
      this.setLeader(topic, partition, this.brokers[partition % this.brokers.length]!)
    }
  }

  #answer(broker: number, apiKey: number, answers: readonly { code: number; delayMs: number }[]): void {
    this.#done(
      this.#cluster.pushAnswers(
        broker,
        apiKey,
        answers.flatMap(({ code, delayMs }) => [code, delayMs]),
      ),
    )
    const pushed = this.#ownAnswers.get(apiKey) ?? new Map<number, number>()
    pushed.set(broker, (pushed.get(broker) ?? 0) + answers.length)
    this.#ownAnswers.set(apiKey, pushed)
  }

  #left(broker: number, apiKey: number): number {
    return Math.max(0, this.#cluster.answersLeft(broker, apiKey))
  }

  /** What it led goes to the next broker that is up. */
  #elect(broker: number): void {
    const heir = this.#heirOf(broker)
    if (heir === null) return
    for (const { topic, partition } of this.#leaders.ledBy(broker)) this.setLeader(topic, partition, heir)
  }

  #heirOf(broker: number): number | null {
    const after = [...this.brokers.slice(broker), ...this.brokers.slice(0, broker - 1)]
    return after.find((each) => !this.#down.has(each)) ?? null
  }

  #broker(id: unknown): number {
    return checkCount('broker', id, 1, this.brokers.length)
  }

  #done(code: number): void {
    this.#mustBeOpen()
    if (code !== 0) throw new KafkaError(code)
  }

  #mustBeOpen(): void {
    if (this.#closed) throw new ClosedError('the mock cluster is closed')
  }
}

/** An error, so that the batch is not written, and so late that nobody hears it. */
const LAST_BREATH = { code: 7, delayMs: 3_600_000 }

function checkNewTopic(topic: string, partitions: unknown): [string, number] {
  checkTopic(topic)
  return [topic, checkCount(`the partitions of '${topic}'`, partitions, 1, MAX_PARTITIONS)]
}
