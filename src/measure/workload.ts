import { setTimeout as sleep, setImmediate as turn } from 'node:timers/promises'
import { type Producer, QueueFullError } from '../index.js'
import { Histogram } from './histogram.js'
import type { Records } from './payload.js'
import type { SlotOrder } from './protocol.js'

/** Messages after which the event loop has a turn, for the reports. */
const BURST = 1000

type Outcome = 'taken' | 'above-high-water-mark' | 'full'

/**
 * Sends as the mode says. While the window is open reports are counted, and what is due then (mode `rate`) or called
 * then (the others) has its latency recorded, however late its report comes.
 */
export class Workload {
  readonly intended = new Histogram()
  readonly service = new Histogram()
  readonly lateness = new Histogram()
  /** Reports within the window, and their keys' and values' bytes. */
  messages = 0
  bytes = 0
  failure: Error | null = null

  readonly #producer: Producer
  readonly #topic: string
  readonly #records: Records
  readonly #mode: SlotOrder['mode']
  #sent = 0
  #reported = 0
  #onAllReported: (() => void) | null = null
  #isOpen = false
  #openedMs = Number.POSITIVE_INFINITY
  #closesMs = Number.POSITIVE_INFINITY
  #isStopped = false
  #onReport: (() => void) | null = null
  #release = () => {}
  readonly #stopped: Promise<void>
  /** A full queue held up what was due before. */
  #heldUntilMs = 0

  constructor(producer: Producer, records: Records, { topic, mode }: Pick<SlotOrder, 'topic' | 'mode'>) {
    this.#producer = producer
    this.#records = records
    this.#topic = topic
    this.#mode = mode
    this.#stopped = new Promise((resolve) => {
      this.#release = resolve
    })
  }

  /** @param measuredMs how long the window is to be open; `close` closes it */
  open(measuredMs = Number.POSITIVE_INFINITY): void {
    this.#isOpen = true
    this.#openedMs = performance.now()
    this.#closesMs = this.#openedMs + measuredMs
  }

  /** Ends `run`, in mode `rate` only when everything that was due is sent. */
  close(): void {
    this.#isOpen = false
    this.#closesMs = Math.min(this.#closesMs, performance.now())
    this.#isStopped = true
    this.#release()
  }

  /** Every message has its report. Not a flush: that would override linger, and shorten the last latencies. */
  allReported(): Promise<void> {
    if (this.#reported === this.#sent) return Promise.resolve()
    return new Promise((resolve) => {
      this.#onAllReported = resolve
    })
  }

  /** Until `close`, or until so many messages are accepted. */
  run(limit = Number.POSITIVE_INFINITY): Promise<void> {
    switch (this.#mode.kind) {
      case 'rate':
        return this.#atRate(this.#mode.messagesPerSecond / 1000, limit)
      case 'full-speed':
        return this.#atFullSpeed(limit)
      case 'outstanding':
        return this.#outstanding(this.#mode.outstanding, limit)
    }
  }

  async #atRate(perMs: number, limit: number): Promise<void> {
    const startMs = performance.now()
    for (let index = 0; index < limit; ) {
      // What was due within the window is sent, also when a full queue lets it in only afterwards: whoever leaves out
      // what could not be sent leaves out the worst latencies.
      const untilMs = Math.min(performance.now(), this.#closesMs)
      const due = Math.min(limit, Math.floor((untilMs - startMs) * perMs) + 1)
      for (const burst = Math.min(due, index + BURST); index < burst; index++) {
        const dueMs = startMs + index / perMs
        this.#noteLateness(dueMs)
        if (this.#produce(dueMs) !== 'full') continue
        await this.#producer.drained()
        this.#heldUntilMs = performance.now()
        break
      }
      if (index >= due && this.#isStopped) return
      await (index < due ? turn() : sleep(1))
    }
  }

  async #atFullSpeed(limit: number): Promise<void> {
    for (let index = 0; index < limit && !this.#isStopped; ) {
      let outcome: Outcome = 'taken'
      for (const burst = Math.min(limit, index + BURST); index < burst && outcome === 'taken'; ) {
        outcome = this.#produce(null)
        if (outcome !== 'full') index++
      }
      await (outcome === 'taken' ? turn() : this.#room())
    }
  }

  #outstanding(window: number, limit: number): Promise<void> {
    let called = 0
    return new Promise((resolve) => {
      this.#stopped.then(resolve)
      const next = () => {
        if (this.#isStopped) return
        if (called >= limit) resolve()
        else if (this.#produce(null) === 'full') this.#room().then(next)
        else called++
      }
      this.#onReport = next
      for (let started = 0; started < Math.min(window, limit); started++) next()
    })
  }

  #produce(dueMs: number | null): Outcome {
    const { values, keys } = this.#records
    const value = values[this.#sent % values.length]!
    const key = keys?.[this.#sent % keys.length] ?? null
    const calledMs = performance.now()
    const counts = this.#isWithin(dueMs ?? calledMs)
    try {
      const hasRoom = this.#producer.produce({ topic: this.#topic, key, value }, (error) => {
        if (error !== null) this.failure ??= error
        else this.#onDelivered((value?.length ?? 0) + (key?.length ?? 0), counts, calledMs, dueMs)
        this.#reported++
        this.#onReport?.()
        if (this.#reported === this.#sent) this.#onAllReported?.()
      })
      this.#sent++
      return hasRoom ? 'taken' : 'above-high-water-mark'
    } catch (error) {
      if (QueueFullError.is(error)) return 'full'
      throw error
    }
  }

  #onDelivered(bytes: number, counts: boolean, calledMs: number, dueMs: number | null): void {
    if (counts) {
      const nowMs = performance.now()
      this.service.record((nowMs - calledMs) * 1000)
      if (dueMs !== null) this.intended.record((nowMs - dueMs) * 1000)
    }
    if (this.#isOpen) {
      this.messages++
      this.bytes += bytes
    }
  }

  #noteLateness(dueMs: number): void {
    if (!this.#isWithin(dueMs) || dueMs < this.#heldUntilMs) return
    this.lateness.record((performance.now() - dueMs) * 1000)
  }

  #isWithin(ms: number): boolean {
    return ms >= this.#openedMs && ms < this.#closesMs
  }

  #room(): Promise<unknown> {
    return Promise.race([this.#producer.drained(), this.#stopped])
  }
}
