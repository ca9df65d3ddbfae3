import type { ResolvedConfig } from '../config/resolve.js'
import type { Engine, Metadata } from '../engine/engine.js'
import { KafkaError } from '../errors.js'
import { checkKey, checkTopic, type Message } from '../message.js'
import { specOf } from '../partitioners/spec.js'
import { partitionOfKey } from '../placement/partition-of-key.js'
import { auditTopic, type TopicAudit } from './audit.js'
import { unsupported } from './life.js'
import { checkAnswerTimeout } from './time-limits.js'

/** How long an answer is waited for. */
export interface AnswerOptions {
  /** Milliseconds, −1: no limit. Default 30,000. */
  readonly timeoutMs?: number
}

/** What a broker is asked on the producer's behalf; see the methods of the same names. */
export class Questions {
  readonly #config: ResolvedConfig
  readonly #engine: Engine

  constructor(config: ResolvedConfig, engine: Engine) {
    this.#config = config
    this.#engine = engine
  }

  async metadata(topic: string | undefined, options: AnswerOptions): Promise<Metadata> {
    if (topic !== undefined) checkTopic(topic)
    return this.#engine.metadata(topic ?? null, checkAnswerTimeout(options))
  }

  async partitionFor(topic: string, key: Message['key'], options: AnswerOptions): Promise<number> {
    checkTopic(topic)
    const checked = checkKey(key)
    const { topics } = await this.#engine.metadata(topic, checkAnswerTimeout(options))
    const partitionCount = topics[0]?.partitions.length ?? 0
    if (partitionCount === 0) throw new KafkaError('UNKNOWN_TOPIC_OR_PART', `there is no topic '${topic}'`)
    return partitionOfKey(specOf(this.#config.partitioners, topic), topic, checked, partitionCount)
  }

  async audit(topic: string, options: AnswerOptions): Promise<TopicAudit> {
    if (!this.#engine.topicConfig) throw unsupported(this.#engine.name, 'audit')
    checkTopic(topic)
    const limit = checkAnswerTimeout(options)
    const settings = await this.#engine.topicConfig(topic, limit)
    return auditTopic(this.#config, await this.#engine.metadata(topic, limit), topic, settings)
  }
}
