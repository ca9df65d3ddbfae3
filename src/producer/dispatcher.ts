import type { Deliveries } from '../deliveries.js'
import { type Engine, type EngineEvent, ROW_LENGTH } from '../engine/engine.js'
import { KafkaError } from '../errors.js'
import { onAbort } from './time-limits.js'

const ROWS = 1024
/** How long callbacks may run in one turn of the event loop before timers and sockets get theirs. */
const TURN_BUDGET_MS = 4
const SYNC_SLICE_MS = 50

interface Options {
  readonly engine: Engine
  readonly deliveries: Deliveries
  /** Without it callbacks run only while a poll or a flush waits. */
  readonly auto: boolean
  /** Hands an event to its listeners; false when there are none. */
  readonly onEvent: (event: EngineEvent) => boolean
  /** The queue has room again for what was handed out before. */
  readonly onRoom: () => void
}

/** A poll or a flush that waits: callbacks run on its behalf, and what they throw is thrown out of it. */
interface Waiter {
  onServed(count: number): void
  onThrow(error: unknown): void
  /** Nothing more is waited for. */
  onTimeUp(): void
}

/**
 * Decides when callbacks run and where their exceptions go. Both kinds of serving end in `#serve`, which takes
 * one callback at a time: what throws counts as served, and the rest stays for the next turn, poll or flush.
 */
export class Dispatcher {
  readonly #options: Options
  readonly #rows = new Float64Array(ROWS * ROW_LENGTH)
  #count = 0
  #cursor = 0
  #serving = false
  #scheduled = false
  #flushes = 0
  #works = 0
  /** Oldest first. */
  readonly #waiters = new Set<Waiter>()

  constructor(options: Options) {
    this.#options = options
  }

  /** The engine has something. Served in a later turn, so that one turn serves many reports. */
  wake(): void {
    if (this.#scheduled || !this.#mayServe) return
    this.#scheduled = true
    setImmediate(() => this.#takeTurn())
  }

  /** Number of callbacks run, at least one unless the time is up; rejects with what a callback throws. */
  poll(timeoutMs: number): Promise<number> {
    return new Promise((resolve, reject) => {
      const count = this.#serveNow(reject)
      if (count === null) return
      if (count > 0) return resolve(count)
      const stop = this.#wait(timeoutMs, undefined, {
        onServed: (served) => {
          stop()
          resolve(served)
        },
        onThrow: (error) => {
          stop()
          reject(error)
        },
        onTimeUp: () => {
          stop()
          const late = this.#serveNow(reject)
          if (late !== null) resolve(late)
        },
      })
    })
  }

  /** How many of the messages produced before this call are still outstanding. */
  flush(timeoutMs: number, signal?: AbortSignal): Promise<number> {
    const { engine, deliveries } = this.#options
    const epoch = deliveries.closeEpoch()
    return new Promise((resolve, reject) => {
      if (this.#serveNow(reject) === null) return
      if (epoch.settled) return resolve(0)
      if (signal?.aborted) return resolve(deliveries.outstandingUpTo(epoch))

      // A flush(0) looks once and asks for nothing.
      if (timeoutMs !== 0 && ++this.#flushes === 1) engine.setFlushing(true)
      const stopWaiting = this.#wait(timeoutMs, signal, {
        onServed: () => {},
        onThrow: (error) => {
          stop()
          reject(error)
        },
        onTimeUp: () => {
          stop()
          if (this.#serveNow(reject) !== null) resolve(deliveries.outstandingUpTo(epoch))
        },
      })
      const stop = () => {
        stopWaiting()
        epoch.onSettled.delete(onSettled)
        if (timeoutMs !== 0 && --this.#flushes === 0) engine.setFlushing(false)
      }
      const onSettled = () => {
        stop()
        resolve(0)
      }
      epoch.onSettled.add(onSettled)
    })
  }

  /**
   * Sends without linger, and serves, until a message has been delivered, all of before are settled, or the time is up.
   * What a callback throws meanwhile is an uncaught exception: the caller's call is not about it.
   */
  untilDelivered(timeoutMs: number): Promise<void> {
    const { engine, deliveries } = this.#options
    const { delivered } = deliveries.ledger
    const epoch = deliveries.closeEpoch()
    return new Promise((resolve) => {
      if (epoch.settled) return resolve()
      if (timeoutMs !== 0 && ++this.#flushes === 1) engine.setFlushing(true)
      const stop = () => {
        stopWaiting()
        epoch.onSettled.delete(stop)
        if (timeoutMs !== 0 && --this.#flushes === 0) engine.setFlushing(false)
        resolve()
      }
      const stopWaiting = this.#wait(timeoutMs, undefined, {
        onServed: () => {
          if (deliveries.ledger.delivered > delivered) stop()
        },
        onThrow: (error) => {
          throw error
        },
        onTimeUp: stop,
      })
      epoch.onSettled.add(stop)
      this.wake()
    })
  }

  /** Serves until it settles, also in `manual`: what librdkafka does then waits for reports to be taken. */
  async serveWhile<Result>(work: Promise<Result>): Promise<Result> {
    this.#works++
    this.wake()
    try {
      return await work
    } finally {
      this.#works--
    }
  }

  /** Nothing will come any more: who still waits gets what there is. A poll without a limit would wait for ever. */
  end(): void {
    for (const waiter of [...this.#waiters]) waiter.onTimeUp()
  }

  /** `poll` on this thread, which does nothing else meanwhile. Throws what a callback throws. */
  pollSync(timeoutMs: number): number {
    this.#mustNotServe('pollSync')
    const end = timeoutMs < 0 ? Number.POSITIVE_INFINITY : performance.now() + timeoutMs
    for (;;) {
      const count = this.#serve(Number.POSITIVE_INFINITY)
      if (count > 0 || performance.now() >= end) return count
      this.#waitSync(end)
    }
  }

  /** `flush` on this thread: works where the event loop has ended, as in an exit handler. */
  flushSync(timeoutMs: number): number {
    this.#mustNotServe('flushSync')
    const { engine, deliveries } = this.#options
    const epoch = deliveries.closeEpoch()
    const end = timeoutMs < 0 ? Number.POSITIVE_INFINITY : performance.now() + timeoutMs
    if (timeoutMs !== 0 && ++this.#flushes === 1) engine.setFlushing(true)
    try {
      for (;;) {
        this.#serve(Number.POSITIVE_INFINITY)
        if (epoch.settled || performance.now() >= end) return deliveries.outstandingUpTo(epoch)
        this.#waitSync(end)
      }
    } finally {
      if (timeoutMs !== 0 && --this.#flushes === 0) engine.setFlushing(false)
    }
  }

  /** In slices, between which a worker can be terminated. */
  #waitSync(end: number): void {
    this.#options.engine.waitSync?.(Math.ceil(Math.max(0, Math.min(SYNC_SLICE_MS, end - performance.now()))))
  }

  /** The message of the callback that runs stays outstanding until it returns: a flush in it could never end. */
  #mustNotServe(call: string): void {
    if (this.#serving) throw new KafkaError('_STATE', `${call} inside a callback could never end`)
  }

  get #mayServe(): boolean {
    return this.#options.auto || this.#waiters.size > 0 || this.#works > 0
  }

  #wait(timeoutMs: number, signal: AbortSignal | undefined, waiter: Waiter): () => void {
    // A look without waiting still gives the event loop one turn: some engines' reports come through it, and
    // a loop of `await poll(0)` would otherwise never see one.
    const immediate = timeoutMs === 0 ? setImmediate(() => waiter.onTimeUp()) : undefined
    const timer = timeoutMs > 0 ? setTimeout(() => waiter.onTimeUp(), timeoutMs) : undefined
    const stopListening = signal && onAbort(signal, () => waiter.onTimeUp())
    this.#waiters.add(waiter)
    return () => {
      clearImmediate(immediate)
      clearTimeout(timer)
      stopListening?.()
      this.#waiters.delete(waiter)
    }
  }

  #takeTurn(): void {
    this.#scheduled = false
    if (this.#serving || !this.#mayServe) return
    let count: number
    try {
      count = this.#serve(TURN_BUDGET_MS)
    } catch (error) {
      const [oldest] = this.#waiters
      // Nobody is there to take it: an uncaught exception. The rest was kept for the next turn.
      if (oldest === undefined) throw error
      oldest.onThrow(error)
      return
    }
    if (count > 0) for (const waiter of [...this.#waiters]) waiter.onServed(count)
  }

  /** All there is now; null when a callback threw and `reject` has it. Inside a callback: nothing, it runs already. */
  #serveNow(reject: (error: unknown) => void): number | null {
    if (this.#serving) return 0
    try {
      return this.#serve(Number.POSITIVE_INFINITY)
    } catch (error) {
      reject(error)
      return null
    }
  }

  #serve(budgetMs: number): number {
    const { engine, deliveries, onEvent, onRoom } = this.#options
    const end = performance.now() + budgetMs
    let count = 0
    let finished = false
    this.#serving = true
    try {
      do {
        // Events first: a broker's trouble is the cause of the failures that follow it.
        for (let event = engine.nextEvent(); event !== undefined; event = engine.nextEvent()) {
          if (onEvent(event)) count++
        }
        while (this.#cursor < this.#count) {
          const at = this.#cursor++ * ROW_LENGTH
          count++
          deliveries.settle(this.#rows, at)
          if ((this.#cursor & 63) === 0 && performance.now() > end) return count
        }
        for (let event = deliveries.takeDenied(); event !== undefined; event = deliveries.takeDenied()) {
          if (onEvent(event)) count++
        }
        this.#cursor = 0
        this.#count = engine.drain(this.#rows)
        onRoom()
      } while (this.#count > 0)
      finished = true
      return count
    } finally {
      this.#serving = false
      if (!finished) this.wake()
    }
  }
}
