import type { ProducerOptions } from '../config/options.js'
import { KafkaError } from '../errors.js'
import { checkTopic } from '../message.js'
import { Producer } from '../producer.js'
import { checkCode } from './check.js'
import { FakeBroker, type FakeFailure, type FakeOptions } from './fake-broker.js'
import { FakeEngine } from './fake-engine.js'
import type { RecordedMessage } from './recorded.js'

const NOWHERE: ProducerOptions = { 'bootstrap.servers': 'fake:9092' }

/**
 * A Producer for tests of code that produces, with no Kafka and no librdkafka behind it: the same checks, errors,
 * reports, limits, ledger, flush and close, and a record of every message. It has no `error`, `log`, `stats` and
 * `throttle` events of brokers, tries nothing again and has no transactions; a MockCluster has.
 */
export class FakeProducer extends Producer {
  readonly #broker: FakeBroker
  readonly #engine: FakeEngine

  /**
   * @param options those of a Producer, so that a service's own can be taken; `engine` does not matter
   * @throws ConfigError as a Producer; KafkaError `_INVALID_ARG` for what is wrong in `fake`
   */
  constructor(options: ProducerOptions = NOWHERE, fake: FakeOptions = {}) {
    const broker = new FakeBroker(fake)
    let engine: FakeEngine | undefined
    super(options, (given) => {
      engine = new FakeEngine(given, broker)
      return engine
    })
    this.#broker = broker
    this.#engine = engine!
  }

  /** Every message that was accepted, in the order of produce. */
  get messages(): readonly RecordedMessage[] {
    return this.#broker.messages
  }

  /** Those to one topic. */
  messagesTo(topic: string): RecordedMessage[] {
    checkTopic(topic)
    return this.#broker.messages.filter((message) => message.topic === topic)
  }

  /**
   * From now on messages fail: the nth, so many times, to this topic. The oldest failure that applies wins.
   * @throws KafkaError `_INVALID_ARG`
   */
  fail(failure: FakeFailure): void {
    this.#broker.fail(failure)
  }

  /**
   * A fatal error: the `fatal` event has this code, what was not sent fails with `_PURGE_QUEUE`, and produce refuses
   * with `_FATAL`. Of several the first counts.
   * @throws KafkaError `_INVALID_ARG`
   */
  failFatally(code: string, text = 'made up by a test'): void {
    const number = checkCode('code', code)
    if (number === 0) throw new KafkaError('_INVALID_ARG', 'code must be that of an error')
    this.#engine.failFatally(number, text)
  }

  /** Nobody answers until `comeUp`: messages wait, and grow too old (`message.timeout.ms`). */
  goDown(): void {
    this.#broker.setUp(false)
  }

  /** What waited is sent. */
  comeUp(): void {
    this.#broker.setUp(true)
  }

  /** Forgets the recorded messages and the failures to come; offsets go on. */
  forget(): void {
    this.#broker.forget()
  }
}
