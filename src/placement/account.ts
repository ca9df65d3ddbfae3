import type { EngineOptions } from '../engine/engine.js'
import { messageBytes } from '../engine/message-size.js'
import { type CheckedMessage, contentLength } from '../message.js'
import { MSG_SIZE_TOO_LARGE, QUEUE_FULL } from '../named-codes.js'

type Limits = Pick<EngineOptions, 'queueMaxMessages' | 'queueMaxBytes' | 'messageMaxBytes'>

/** What is held here counts against the same limits as what the engine has. */
export class Account {
  readonly #limits: Limits
  /** In the engine; a report counts until the drain after the one that handed it out. */
  #inside = 0
  #drained = 0
  heldMessages = 0
  #heldBytes = 0

  constructor(limits: Limits) {
    this.#limits = limits
  }

  /** For a message that would be held: 0 when there is room, else librdkafka's code. */
  refuse({ key, value, headers }: CheckedMessage): number {
    const { messageMaxBytes, queueMaxBytes } = this.#limits
    const valueBytes = contentLength(value)
    if (messageBytes(contentLength(key), valueBytes, headers) > messageMaxBytes) return MSG_SIZE_TOO_LARGE
    return this.isFull() || this.#heldBytes + valueBytes > queueMaxBytes ? QUEUE_FULL : 0
  }

  isFull(): boolean {
    return this.heldMessages + this.#inside + 1 > this.#limits.queueMaxMessages
  }

  hold(message: CheckedMessage): void {
    this.heldMessages++
    this.#heldBytes += contentLength(message.value)
  }

  release(message: CheckedMessage): void {
    this.heldMessages--
    this.#heldBytes -= contentLength(message.value)
  }

  onAccepted(): void {
    this.#inside++
  }

  onDrained(count: number): void {
    this.#inside -= this.#drained
    this.#drained = count
  }
}
