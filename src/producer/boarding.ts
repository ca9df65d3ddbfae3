import type { ResolvedConfig } from '../config/resolve.js'
import type { Deliveries, Epoch, Receiver } from '../deliveries.js'
import { describe } from '../describe.js'
import type { Engine } from '../engine/engine.js'
import { KafkaError, MessageError, UnsupportedError } from '../errors.js'
import { type CheckedMessage, checkMessage, type Message } from '../message.js'
import { isTooLargeForQueue, refusalOf } from './refusal.js'

/** Stands until the engine has answered: should it throw, the slot is given back all the same. */
const NOT_TAKEN = -1

/** From the caller's object to the engine: the way that produce and send share. */
export class Boarding {
  readonly #config: ResolvedConfig
  readonly #engine: Engine
  readonly #deliveries: Deliveries

  constructor(config: ResolvedConfig, engine: Engine, deliveries: Deliveries) {
    this.#config = config
    this.#engine = engine
    this.#deliveries = deliveries
  }

  /** @throws MessageError, UnsupportedError for what this engine cannot send; `where` begins their text */
  check(message: Message, where = ''): CheckedMessage {
    try {
      const checked = checkMessage(message)
      if (checked.headers?.includes(null) && !this.#engine.features.nullHeaders) {
        throw new UnsupportedError(
          `the engine '${this.#engine.name}' cannot send a header whose value is null (the engine 'native' can): use an empty string, or leave it out`,
        )
      }
      return checked
    } catch (error) {
      const refusal = KafkaError.is(error) ? error : cannotBeRead('the message', error)
      if (where !== '') refusal.message = where + refusal.message
      throw refusal
    }
  }

  /** @throws MessageError that names the index */
  checkAll(messages: unknown): CheckedMessage[] {
    let list: Message[] | null
    try {
      list = Array.isArray(messages) ? Array.from(messages) : null
    } catch (error) {
      throw cannotBeRead('the array of messages', error)
    }
    if (list === null) {
      throw new MessageError(
        '_INVALID_ARG',
        `sendBatch takes an array of messages, got ${describe(messages)}`,
      )
    }
    return list.map((message, index) => this.check(message, `messages[${index}]: `))
  }

  /** 0: accepted, one report will come. Otherwise librdkafka's code, and the message is as if it had never been. */
  accept(message: CheckedMessage, receiver: Receiver, epoch?: Epoch): number {
    const { topic, partition, key, value, timestamp, headers } = message
    const slot = this.#deliveries.open(topic, receiver, epoch)
    let code = NOT_TAKEN
    try {
      code = this.#engine.produce(topic, partition, key, value, timestamp, headers, slot)
    } finally {
      if (code !== 0) this.#deliveries.withdraw(slot)
    }
    return code
  }

  refusalOf(code: number, message: CheckedMessage): KafkaError {
    return refusalOf(code, message, this.#config, this.#deliveries.outstanding)
  }

  /** Waiting for room would be in vain. */
  neverFits(message: CheckedMessage): boolean {
    return isTooLargeForQueue(message, this.#config)
  }
}

/** @throws MessageError unless it is a function or absent */
export function checkOnDelivery(onDelivery: unknown): void {
  if (onDelivery === undefined || typeof onDelivery === 'function') return
  throw new MessageError(
    '_INVALID_ARG',
    `onDelivery must be a function (error, report) => void, got ${describe(onDelivery)}`,
  )
}

/** A getter threw, or the trap of a proxy. */
function cannotBeRead(what: string, cause: unknown): MessageError {
  return new MessageError('_INVALID_ARG', `${what} cannot be read: a getter or a proxy threw`, { cause })
}
