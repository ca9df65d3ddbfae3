import {
  ClosedError,
  DeliveryError,
  KafkaError,
  type Ledger,
  type OnDelivery,
  WaitError,
} from '../../src/index.js'
import { OnPurpose } from './strange-values.ts'

/** What came of one call that neither returned nor failed in a documented way. */
export interface Fault {
  call: number
  name: string
  what: string
}

/** Keeps count beside the producer's own ledger, from what callers see alone. */
export class Account {
  accepted = 0
  readonly faults: Fault[] = []
  readonly outcomes: Record<string, number> = {}
  readonly #callbacks: { call: number; count: number; isAccepted: boolean }[] = []
  /** What has not settled yet, by the number of its call. */
  readonly #pending = new Map<symbol, string>()

  get pending(): number {
    return this.#pending.size
  }

  /** A closed producer refuses nearly all there is: not worth many calls. */
  get isClosed(): boolean {
    return this.#closed
  }
  #closed = false

  /** A callback that must run once if its message is accepted, and never otherwise. */
  callback(call: number, then: () => void): { onDelivery: OnDelivery; accept: () => void } {
    const entry = { call, count: 0, isAccepted: false }
    this.#callbacks.push(entry)
    const onDelivery: OnDelivery = (error, report) => {
      entry.count++
      if ((error !== null && !DeliveryError.is(error)) || typeof report?.topic !== 'string') {
        this.fault(call, 'onDelivery', `called with ${String(error)}, ${String(report)}`)
      }
      then()
    }
    const accept = () => {
      entry.isAccepted = true
    }
    return { onDelivery, accept }
  }

  /** Runs a call that returns or throws. */
  sync(call: number, name: string, run: () => unknown): void {
    try {
      const result = run()
      this.#count(name, 'returned')
      if (name === 'produce') this.accepted++
      if (result instanceof Promise) this.fault(call, name, 'returned a promise')
    } catch (error) {
      this.#judge(call, name, error)
    }
  }

  /** Runs a call that returns a promise; it must settle before the producer's end is judged. */
  async(call: number, name: string, run: () => Promise<unknown>): void {
    let promise: Promise<unknown>
    try {
      promise = run()
    } catch (error) {
      this.fault(call, name, `threw instead of rejecting: ${String(error)}`)
      return
    }
    const mark = Symbol()
    this.#pending.set(mark, `${name} of call ${call}`)
    promise.then(
      (value) => {
        this.#pending.delete(mark)
        this.#count(name, 'resolved')
        if (name === 'send') this.accepted++
        if (name === 'sendBatch')
          for (const each of value as PromiseSettledResult<unknown>[]) this.#judgeOne(call, each)
      },
      (error) => {
        this.#pending.delete(mark)
        if (name === 'send') this.#countSent(error)
        this.#judge(call, name, error)
      },
    )
  }

  fault(call: number, name: string, what: string): void {
    this.#count(name, 'FAULT')
    this.faults.push({ call, name, what })
  }

  /** At the end, when nothing can come any more. */
  balance(call: number, { accepted, delivered, failed, outstanding }: Ledger): void {
    const ledger = `accepted ${accepted}, delivered ${delivered}, failed ${failed}, outstanding ${outstanding}`
    if (outstanding !== 0 || accepted !== delivered + failed) this.fault(call, 'ledger', ledger)
    if (accepted !== this.accepted)
      this.fault(call, 'ledger', `${ledger}; callers saw ${this.accepted} accepted`)
    for (const what of this.#pending.values()) this.fault(call, 'promises', `pending after close: ${what}`)
    for (const { call: of, count, isAccepted } of this.#callbacks) {
      if (count !== (isAccepted ? 1 : 0))
        this.fault(of, 'onDelivery', `ran ${count} times, accepted: ${isAccepted}`)
    }
  }

  #judgeOne(call: number, result: PromiseSettledResult<unknown>): void {
    if (result.status === 'fulfilled') this.accepted++
    else {
      this.#countSent(result.reason)
      this.#judge(call, 'sendBatch of one', result.reason)
    }
  }

  #countSent(error: unknown): void {
    if (DeliveryError.is(error) || (WaitError.is(error) && error.enqueued)) this.accepted++
  }

  #judge(call: number, name: string, error: unknown): void {
    if (ClosedError.is(error)) this.#closed = true
    if (KafkaError.is(error)) this.#count(name, `${error.name} ${error.code}`)
    else if (error instanceof OnPurpose && RUNS_CALLBACKS.has(name))
      this.#count(name, 'what a callback threw')
    else
      this.fault(
        call,
        name,
        `threw ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
      )
  }

  #count(name: string, outcome: string): void {
    const key = `${name}: ${outcome}`
    this.outcomes[key] = (this.outcomes[key] ?? 0) + 1
  }
}

const RUNS_CALLBACKS = new Set([
  'poll',
  'flush',
  'close',
  'pollSync',
  'flushSync',
  'commitTransaction',
  'transaction',
  'recover',
])
