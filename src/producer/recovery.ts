import type { Deliveries } from '../deliveries.js'
import type { Engine, EngineEvent } from '../engine/engine.js'
import { KafkaError } from '../errors.js'
import type { Dispatcher } from './dispatcher.js'
import type { Transactions } from './transactions.js'

/** How long what is in flight is waited for. */
const LAST_REPORTS_MS = 10_000
/** Somebody else has taken over: a new client would fence that one off, and so on. */
const TAKEN_OVER: readonly (number | string)[] = [-144, '_FENCED', 47, 90]

export function isRecoverable(code: number | string): boolean {
  return !TAKEN_OVER.includes(code)
}

interface Parts {
  readonly engine: Engine
  readonly deliveries: Deliveries
  readonly dispatcher: Dispatcher
  readonly transactions: Transactions
}

/** After a fatal error: a new client of librdkafka behind the same producer. */
export class Recovery {
  readonly #parts: Parts
  #fatal: KafkaError | null = null
  #running: Promise<void> | null = null

  constructor(parts: Parts) {
    this.#parts = parts
  }

  onEvent(event: EngineEvent): void {
    if (event.kind === 'error' && event.fatal) {
      this.#fatal = new KafkaError(event.code, event.text, { fatal: true })
    }
    if (event.kind !== 'recovered') return
    this.#fatal = null
    this.#parts.transactions.onNewClient()
  }

  /** @throws KafkaError `_STATE` where there was no fatal error; the fatal error where it cannot be helped */
  run(): Promise<void> {
    this.#running ??= this.#run().finally(() => {
      this.#running = null
    })
    return this.#running
  }

  async #run(): Promise<void> {
    const { engine, dispatcher, transactions } = this.#parts
    const fatal = this.#fatal
    if (fatal === null) throw new KafkaError('_STATE', 'recover: there was no fatal error to recover from')
    if (!isRecoverable(fatal.code)) {
      const why = 'another producer has taken over this transactional.id, and a new client would fence it off'
      throw new KafkaError(fatal.code, `recover: ${fatal.message}: ${why}: close the producer`, {
        fatal: true,
      })
    }
    // Every report of before: librdkafka has given up its queue, and answers what is in flight.
    await dispatcher.flush(LAST_REPORTS_MS)
    engine.recover!()
    this.#fatal = null
    transactions.onNewClient()
  }
}
