import { setTimeout as sleep } from 'node:timers/promises'
import { ClosedError, KafkaError } from '../errors.js'
import { CONFLICT, DESTROYED, PREV_IN_PROGRESS, TIMED_OUT } from '../named-codes.js'
import type { AddonClient, TransactionResult } from './addon.js'
import type { TransactionCall } from './engine.js'

/** What a close or the end of the process may have to wait for: librdkafka's calls cannot be cancelled. */
const SLICE_MS = 250
/** An offset commit begins anew with each slice, so that a slow broker needs longer ones. */
const LONGEST_SLICE_MS = 8000
const TIME_UP = Symbol('time up')

/** The numbers of `TransactionCall` in `native/transactions.h` */
const NUMBERS = { init: 0, begin: 1, commit: 2, abort: 3, sendOffsets: 4 } as const
/** What goes on in librdkafka's threads after the caller's time is up, and is taken up again by the same call. */
const RESUMABLE: ReadonlySet<string> = new Set(['init', 'commit', 'abort'])

interface Running {
  readonly call: TransactionCall
  sliceMs: number
  slice: Promise<TransactionResult | 0> | null
  /** Somebody waits for it. */
  awaited: boolean
  trouble: KafkaError | undefined
}

/**
 * librdkafka's transactional calls in slices. Its answers stay its own, and so does the rule: after a time-out the same
 * call goes on with the work, and any other is told of the conflict.
 */
export class TransactionCalls {
  readonly #client: AddonClient
  readonly #isClosing: () => boolean
  #running: Running | null = null

  constructor(client: AddonClient, isClosing: () => boolean) {
    this.#client = client
    this.#isClosing = isClosing
  }

  /** @throws (rejects) KafkaError with librdkafka's flags; `_TIMED_OUT`, retriable, when the time is up */
  async run(call: TransactionCall, timeoutMs: number): Promise<void> {
    const running = this.#take(call)
    const timer = new AbortController()
    const end = timeoutMs < 0 ? Number.POSITIVE_INFINITY : performance.now() + timeoutMs
    const timeUp: Promise<typeof TIME_UP> | null =
      timeoutMs >= 0 && RESUMABLE.has(call.name)
        ? sleep(timeoutMs, TIME_UP, { signal: timer.signal }).catch(() => TIME_UP)
        : null
    try {
      while (!(await this.#advance(running, end, timeUp, timeoutMs)));
    } finally {
      running.awaited = false
      timer.abort()
    }
  }

  #take(call: TransactionCall): Running {
    const earlier = this.#running
    if (earlier === null) {
      const running = { call, sliceMs: SLICE_MS, slice: null, awaited: true, trouble: undefined }
      this.#running = running
      return running
    }
    if (earlier.call.name !== call.name) {
      throw new KafkaError(CONFLICT, `${earlier.call.name} has not ended`, { retriable: true })
    }
    if (earlier.awaited) {
      throw new KafkaError(PREV_IN_PROGRESS, `${call.name} is running already`, { retriable: true })
    }
    earlier.awaited = true
    return earlier
  }

  /** One slice; true when the call has succeeded. */
  async #advance(
    running: Running,
    end: number,
    timeUp: Promise<typeof TIME_UP> | null,
    timeoutMs: number,
  ): Promise<boolean> {
    const begun = performance.now()
    running.slice ??= this.#slice(running, end)
    const result = await (timeUp === null ? running.slice : Promise.race([running.slice, timeUp]))
    if (this.#isClosing()) throw closed()
    // The slice goes on: what it brings is for the next call of the same name.
    if (result === TIME_UP) throw timedOut(running, timeoutMs)
    running.slice = null
    if (result === 0) {
      this.#running = null
      return true
    }
    const isSliceOver =
      result.retriable && (result.code === TIMED_OUT || performance.now() - begun >= 0.9 * running.sliceMs)
    if (!isSliceOver) {
      this.#running = null
      throw errorOf(result)
    }
    running.trouble = errorOf(result)
    if (!RESUMABLE.has(running.call.name)) {
      if (performance.now() >= end) {
        this.#running = null
        throw timedOut(running, timeoutMs)
      }
      running.sliceMs = Math.min(2 * running.sliceMs, LONGEST_SLICE_MS)
    }
    return false
  }

  #slice({ call, sliceMs }: Running, end: number): Promise<TransactionResult | 0> {
    if (this.#isClosing()) throw closed()
    if (call.name !== 'sendOffsets') return this.#client.transact(NUMBERS[call.name], sliceMs)
    const { groupId, generationId, memberId, groupInstanceId } = call.group
    const offsets = call.offsets.flatMap((each) => [
      each.topic,
      each.partition,
      each.offset,
      each.leaderEpoch,
      each.metadata,
    ])
    const leftMs = Math.max(1, Math.ceil(Math.min(sliceMs, end - performance.now())))
    return this.#client.sendOffsets(offsets, groupId, generationId, memberId, groupInstanceId, leftMs)
  }
}

function timedOut({ call, trouble }: Running, timeoutMs: number): KafkaError {
  return new KafkaError(TIMED_OUT, `${call.name} has not ended within ${timeoutMs} ms`, {
    retriable: true,
    cause: trouble,
  })
}

function errorOf({ code, text, retriable, abortable, fatal }: TransactionResult): KafkaError {
  if (code === DESTROYED) return closed()
  return new KafkaError(code, text, { retriable, abortable, fatal })
}

function closed(): ClosedError {
  return new ClosedError('the producer was closed before the answer arrived')
}
