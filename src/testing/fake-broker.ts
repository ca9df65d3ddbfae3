import { NOT_PERSISTED, POSSIBLY_PERSISTED } from '../engine/engine.js'
import { KafkaError } from '../errors.js'
import { checkTopic } from '../message.js'
import { readOptions } from '../producer/call-options.js'
import { checkCode, checkCount, checkFlag } from './check.js'
import { seeded } from './random.js'
import type { RecordedMessage, Recording } from './recorded.js'

export interface FakeOptions {
  /** Partitions of topics that are not named. 4 unless set, as librdkafka's mock cluster has it. */
  readonly partitions?: number
  /** Partitions by topic. */
  readonly topics?: Readonly<Record<string, number>>
  /** How long a report takes, in ms. 0 unless set: it comes in the next turn of the event loop. */
  readonly latencyMs?: number
  /** There is nobody: messages wait until `comeUp`, or until they are too old (`message.timeout.ms`). */
  readonly down?: boolean
  /** Decides where messages without a key go. 1 unless set. */
  readonly seed?: number
}

/** Which messages fail, and how. */
export interface FakeFailure {
  /** An error's code, such as 'MSG_SIZE_TOO_LARGE'. */
  readonly code: string
  /** The first one, counted from now on among those that fit: 1 is the next. 1 unless set. */
  readonly nth?: number
  /** How many in a row. 1 unless set. */
  readonly times?: number
  /** Only messages to this topic. */
  readonly topic?: string
  /** Only messages for which it says true. */
  readonly where?: (message: RecordedMessage) => boolean
  /** Whether it may have been written all the same. false unless set. */
  readonly possiblyPersisted?: boolean
}

interface Rule {
  readonly code: number
  readonly fits: (message: RecordedMessage) => boolean
  readonly status: number
  before: number
  left: number
}

/** What a FakeProducer speaks to in place of a cluster: topics, logs, and what is to go wrong. */
export class FakeBroker {
  readonly messages: Recording[] = []
  readonly random: () => number
  readonly latencyMs: number
  readonly #default: number
  readonly #topics = new Map<string, number>()
  readonly #logEnds = new Map<string, number>()
  #rules: Rule[] = []
  #up: boolean
  onUp: () => void = () => {}

  /** @throws KafkaError `_INVALID_ARG` */
  constructor(options: FakeOptions) {
    const {
      partitions = 4,
      topics = {},
      latencyMs = 0,
      down = false,
      seed = 1,
    } = readOptions(options, ['partitions', 'topics', 'latencyMs', 'down', 'seed'])
    this.#default = checkCount('partitions', partitions, 1)
    if (typeof topics !== 'object' || topics === null) {
      throw new KafkaError('_INVALID_ARG', 'topics must be an object: { name: partitions }')
    }
    for (const [topic, count] of Object.entries(topics)) {
      checkTopic(topic)
      this.#topics.set(topic, checkCount(`the partitions of '${topic}'`, count, 1))
    }
    this.latencyMs = checkCount('latencyMs', latencyMs, 0)
    this.#up = !checkFlag('down', down)
    this.random = seeded(checkCount('seed', seed, 0))
  }

  get isUp(): boolean {
    return this.#up
  }

  setUp(up: boolean): void {
    this.#up = up
    if (up) this.onUp()
  }

  get topics(): readonly string[] {
    return [...this.#topics.keys()]
  }

  /** A topic that nobody has named is there from the first time on. */
  partitionsOf(topic: string): number {
    const count = this.#topics.get(topic)
    if (count !== undefined) return count
    this.#topics.set(topic, this.#default)
    return this.#default
  }

  append(topic: string, partition: number): number {
    const log = `${topic}/${partition}`
    const offset = this.#logEnds.get(log) ?? 0
    this.#logEnds.set(log, offset + 1)
    return offset
  }

  /** @throws KafkaError `_INVALID_ARG` */
  fail(failure: FakeFailure): void {
    const names = ['code', 'nth', 'times', 'topic', 'where', 'possiblyPersisted'] as const
    const { code, nth = 1, times = 1, topic, where, possiblyPersisted = false } = readOptions(failure, names)
    if (topic !== undefined) checkTopic(topic)
    if (where !== undefined && typeof where !== 'function') {
      throw new KafkaError('_INVALID_ARG', 'where must be a function (message) => boolean')
    }
    const number = checkCode('code', code)
    if (number === 0) throw new KafkaError('_INVALID_ARG', 'code must be that of an error')
    this.#rules.push({
      code: number,
      fits: (message) => (topic === undefined || message.topic === topic) && (where?.(message) ?? true),
      status: checkFlag('possiblyPersisted', possiblyPersisted) ? POSSIBLY_PERSISTED : NOT_PERSISTED,
      before: checkCount('nth', nth, 1) - 1,
      left: checkCount('times', times, 1),
    })
  }

  /** What becomes of the next message; the oldest rule that applies wins. Null: it is written. */
  failureOf(message: RecordedMessage): { code: number; status: number } | null {
    if (this.#rules.length === 0) return null
    let found: Rule | null = null
    for (const rule of this.#rules) {
      if (!rule.fits(message)) continue
      if (rule.before > 0) rule.before--
      else if (found === null) {
        found = rule
        rule.left--
      }
    }
    this.#rules = this.#rules.filter(({ left }) => left > 0)
    return found
  }

  forget(): void {
    this.messages.length = 0
    this.#rules = []
  }
}
