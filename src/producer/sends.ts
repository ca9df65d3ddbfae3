import type { Deliveries, PromisedDelivery } from '../deliveries.js'
import { type DeliveryReport, type KafkaError, WaitError } from '../errors.js'
import { type CheckedMessage, copyMessage } from '../message.js'
import { QUEUE_FULL } from '../named-codes.js'
import type { Boarding } from './boarding.js'
import { onAbort } from './time-limits.js'
import { type Waiting, WaitingRoom } from './waiting-room.js'

/** The message was refused, and whoever sent it has been told. */
const REFUSED = null

/** Promises over the same way that produce takes, with a wait instead of a `QueueFullError`. */
export class Sends {
  readonly #boarding: Boarding
  readonly #deliveries: Deliveries
  readonly #room = new WaitingRoom()

  constructor(boarding: Boarding, deliveries: Deliveries) {
    this.#boarding = boarding
    this.#deliveries = deliveries
  }

  /** How many wait for room. */
  get waiting(): number {
    return this.#room.size
  }

  admit(): void {
    if (this.#room.size > 0) this.#room.admit()
  }

  rejectAll(error: KafkaError): void {
    this.#room.rejectAll(error)
  }

  send(message: CheckedMessage): Promise<DeliveryReport> {
    return new Promise((resolve, reject) => this.#board(message, { resolve, reject }))
  }

  /** The same for a caller who may stop waiting. */
  sendUntil(
    message: CheckedMessage,
    signal: AbortSignal | undefined,
    timeoutMs: number,
  ): Promise<DeliveryReport> {
    if (signal?.aborted) return Promise.reject(aborted(signal, false))
    return new Promise((resolve, reject) => {
      let stopWatching = () => {}
      const waiting = this.#board(message, {
        resolve: (report) => {
          stopWatching()
          resolve(report)
        },
        reject: (error) => {
          stopWatching()
          reject(error)
        },
      })
      if (waiting === REFUSED) return
      stopWatching = watch(signal, timeoutMs, (giveUp) => {
        const enqueued = waiting === undefined || !this.#room.leave(waiting)
        reject(giveUp(enqueued))
      })
    })
  }

  /** Undefined: accepted. */
  #board(message: CheckedMessage, receiver: PromisedDelivery): Waiting | typeof REFUSED | undefined {
    // Whoever waits already goes first.
    const code = this.#room.size > 0 ? QUEUE_FULL : this.#boarding.accept(message, receiver)
    if (code === 0) return undefined
    if (code === QUEUE_FULL && !this.#boarding.neverFits(message))
      return this.#wait(copyMessage(message), receiver)
    receiver.reject(this.#boarding.refusalOf(code, message))
    return REFUSED
  }

  #wait(message: CheckedMessage, receiver: PromisedDelivery): Waiting {
    const epoch = this.#deliveries.beginWait()
    const waiting: Waiting = {
      tryToBoard: () => {
        // The slot joins the epoch of the call before the wait leaves it: a flush in between sees one of the two.
        let code: number
        try {
          code = this.#boarding.accept(message, receiver, epoch)
        } catch (error) {
          // A partitioner of the user's was asked only now.
          receiver.reject(error as KafkaError)
          return true
        }
        if (code === QUEUE_FULL) return false
        if (code !== 0) receiver.reject(this.#boarding.refusalOf(code, message))
        return true
      },
      onLeave: () => this.#deliveries.endWait(epoch),
      reject: receiver.reject,
    }
    this.#room.enter(waiting)
    return waiting
  }
}

/** Calls `onGiveUp` once, at the signal or after the time; returns what ends the watch. */
function watch(
  signal: AbortSignal | undefined,
  timeoutMs: number,
  onGiveUp: (error: (enqueued: boolean) => WaitError) => void,
): () => void {
  const stop = () => {
    clearTimeout(timer)
    stopListening?.()
  }
  const onTimeUp = () => {
    stop()
    onGiveUp(
      (enqueued) =>
        new WaitError('_TIMED_OUT', `no report within ${timeoutMs} ms: ${fate(enqueued)}`, enqueued),
    )
  }
  const timer = timeoutMs >= 0 ? setTimeout(onTimeUp, timeoutMs) : undefined
  const stopListening =
    signal &&
    onAbort(signal, () => {
      stop()
      onGiveUp((enqueued) => aborted(signal, enqueued))
    })
  return stop
}

function aborted(signal: AbortSignal, enqueued: boolean): WaitError {
  return new WaitError('_INTR', `the wait was aborted: ${fate(enqueued)}`, enqueued, signal.reason)
}

function fate(enqueued: boolean): string {
  return enqueued
    ? 'the message is on its way and will be settled in the ledger'
    : 'the message was not enqueued and will not be sent'
}
