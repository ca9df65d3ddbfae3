import type { BindingClient } from './binding-client.js'

/** How long a report may lie in librdkafka's queue while messages are outstanding. */
const BUSY_MS = 1
/** The same for events of a producer that has nothing outstanding. */
const IDLE_MS = 50

/**
 * Serves librdkafka's queue from the event loop, so that one thread at a time does. With the package's
 * `setPollInBackground` there are two while a flush runs, and reports of one partition change places: librdkafka's
 * background thread takes the reports of a batch and calls the package's callback for the first of them;
 * `rd_kafka_flush` takes those of the next batch on a thread of libuv's pool and calls the same callback; the
 * reports of both end up mixed in the package's queue.
 */
export class BindingPoller {
  readonly #client: BindingClient
  readonly #hasOutstanding: () => boolean
  isFlushing = false
  #timer: NodeJS.Timeout | undefined
  #isBusy = false
  #isStopped = true

  constructor(client: BindingClient, hasOutstanding: () => boolean) {
    this.#client = client
    this.#hasOutstanding = hasOutstanding
  }

  start(): void {
    this.#isStopped = false
    this.#schedule()
  }

  stop(): void {
    this.#isStopped = true
    clearTimeout(this.#timer)
  }

  /** A message went in: its report is not to wait as long as an event may. */
  hurry(): void {
    if (!this.#isBusy && !this.#isStopped) this.#schedule()
  }

  /** One slice of a flush, which serves the queue itself; `onFlushed` says whether it timed out. */
  flush(timeoutMs: number, onFlushed: (isTimedOut: boolean) => void): void {
    this.isFlushing = true
    this.#client.flush(timeoutMs, (error) => {
      this.isFlushing = false
      onFlushed(error !== null)
    })
  }

  poll(): void {
    if (!this.isFlushing && !this.#isStopped) this.#client.poll()
  }

  #schedule(): void {
    clearTimeout(this.#timer)
    this.#isBusy = this.#hasOutstanding()
    this.#timer = setTimeout(
      () => {
        this.poll()
        this.#schedule()
      },
      this.#isBusy ? BUSY_MS : IDLE_MS,
    )
  }
}
