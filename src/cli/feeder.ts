import { writeSync } from 'node:fs'
import { KafkaError, type Message, type OnDelivery, type Producer, QueueFullError } from '../index.js'
import type { Account } from './account.js'
import type { Plan } from './plan.js'
import { parseRecord } from './records.js'
import { UsageError } from './usage-error.js'

const NEWLINE = Buffer.from('\n')

/** From records to messages, with a pause while the queue is full, and every outcome in the account. */
export class Feeder {
  readonly #plan: Plan
  readonly #producer: Producer
  readonly #account: Account
  readonly #failedFile: number | null
  readonly #onDelivery: OnDelivery = (error) => this.#account.add(error)
  /** Only where records may have to be kept. */
  readonly #outstanding = new Set<Buffer>()
  #isFull = false

  constructor(plan: Plan, producer: Producer, account: Account, failedFile: number | null) {
    if (plan.headers.some(([, value]) => value === null) && !producer.features.nullHeaders) {
      throw new UsageError(
        `-H without '=' is a null header, which the engine '${producer.engine}' cannot send: write -H name=`,
      )
    }
    this.#plan = plan
    this.#producer = producer
    this.#account = account
    this.#failedFile = failedFile
  }

  get isDone(): boolean {
    return this.#account.read >= this.#plan.count
  }

  /** Takes the record, waiting for room where there is none; not, when `signal` ends the wait. */
  async feed(record: Buffer, signal: AbortSignal): Promise<void> {
    while (!signal.aborted && !this.isDone && !this.tryFeed(record)) {
      await this.#roomOrAbort(signal)
      this.#isFull = false
    }
  }

  #roomOrAbort(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        signal.removeEventListener('abort', done)
        resolve()
      }
      signal.addEventListener('abort', done)
      this.#producer.drained().then(done)
    })
  }

  /** False: not taken, there is no room. */
  tryFeed(record: Buffer): boolean {
    if (this.#isFull) return false
    let message: Message
    try {
      message = this.#toMessage(record)
    } catch (error) {
      this.#refuse(record, error as Error)
      return true
    }
    try {
      this.#isFull = !this.#producer.produce(message, this.#onDeliveryOf(record))
    } catch (error) {
      this.#outstanding.delete(record)
      if (QueueFullError.is(error)) {
        this.#isFull = true
        return false
      }
      if (!KafkaError.is(error) || error.fatal) throw error
      this.#refuse(record, error)
      return true
    }
    this.#account.read++
    return true
  }

  /** A record is held until its report only where it may have to be kept: it is a view of a whole chunk. */
  #onDeliveryOf(record: Buffer): OnDelivery {
    if (this.#failedFile === null) return this.#onDelivery
    this.#outstanding.add(record)
    return (error) => {
      this.#outstanding.delete(record)
      this.#account.add(error)
      if (error) this.#keep(record)
    }
  }

  #toMessage(record: Buffer): Message {
    const { topic, partition, headers: given, key: fixedKey, layout } = this.#plan
    const { key, value, headers } = parseRecord(record, layout)
    return {
      topic,
      partition,
      key: key ?? fixedKey,
      value,
      headers: headers === null ? (given.length === 0 ? undefined : given) : [...given, ...headers],
    }
  }

  /** Nothing is known of these, and nothing will be: kept, at the risk of a duplicate. */
  keepOutstanding(): void {
    for (const record of this.#outstanding) this.#keep(record)
  }

  /** A record that cannot be sent: it does not stop the others. */
  #refuse(record: Buffer, error: Error): void {
    this.#account.read++
    this.#account.refuse(error)
    this.#keep(record)
  }

  /** As it was read, so that the file can be fed again. */
  #keep(record: Buffer): void {
    if (this.#failedFile === null) return
    writeSync(this.#failedFile, record)
    writeSync(this.#failedFile, this.#plan.delimiter ?? NEWLINE)
  }
}
