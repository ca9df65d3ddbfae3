import { describe } from '../describe.js'
import { KafkaError } from '../errors.js'
import { readOptions } from './call-options.js'

/** How long a caller waits. */
export interface WaitOptions {
  /** Ends the wait when it is aborted. */
  readonly signal?: AbortSignal | undefined
  /** Milliseconds; absent or −1: no limit. */
  readonly timeoutMs?: number | undefined
}

/** The largest time that Node's timers take: 24.8 days. A larger one would fire at once. */
const MAX_TIMEOUT_MS = 2 ** 31 - 1

/** @throws KafkaError `_INVALID_ARG` unless it is milliseconds ≥ 0, or −1 for no limit */
export function checkTimeout(timeoutMs: unknown): number {
  if (
    typeof timeoutMs === 'number' &&
    (timeoutMs === -1 || (timeoutMs >= 0 && timeoutMs <= MAX_TIMEOUT_MS))
  ) {
    return timeoutMs
  }
  throw new KafkaError(
    '_INVALID_ARG',
    `timeoutMs must be milliseconds from 0 to ${MAX_TIMEOUT_MS}, or -1 for no limit, got ${describe(timeoutMs)}`,
  )
}

/** How long a broker is waited for: 30 s unless the options say otherwise. @throws KafkaError `_INVALID_ARG` */
export function checkAnswerTimeout(options: unknown): number {
  const { timeoutMs = 30_000 } = readOptions(options, ['timeoutMs'])
  return checkTimeout(timeoutMs)
}

/** `otherwise`: the time where the caller says none. @throws KafkaError `_INVALID_ARG` */
export function checkWait(
  options: unknown,
  otherwise = -1,
): { signal: AbortSignal | undefined; timeoutMs: number } {
  const { signal, timeoutMs = otherwise } = readOptions(options, ['timeoutMs', 'signal'])
  if (signal !== undefined && !isAbortSignal(signal)) {
    throw new KafkaError('_INVALID_ARG', `signal must be an AbortSignal, got ${describe(signal)}`)
  }
  return { signal, timeoutMs: checkTimeout(timeoutMs) }
}

/** By its members: a signal may come from another realm. */
function isAbortSignal(value: unknown): value is AbortSignal {
  try {
    const { aborted, addEventListener, removeEventListener } = value as AbortSignal
    return (
      typeof aborted === 'boolean' &&
      typeof addEventListener === 'function' &&
      typeof removeEventListener === 'function'
    )
  } catch {
    return false
  }
}

const listeners = new WeakMap<AbortSignal, Set<() => void>>()

/**
 * Runs `callback` when the signal aborts; returns what takes it back. However many wait on a signal, it gets
 * one listener: a service's shutdown signal may be shared by thousands of sends, and Node warns from eleven on.
 */
export function onAbort(signal: AbortSignal, callback: () => void): () => void {
  const callbacks = listeners.get(signal) ?? listen(signal)
  callbacks.add(callback)
  return () => {
    if (!callbacks.delete(callback) || callbacks.size > 0) return
    listeners.delete(signal)
    signal.removeEventListener('abort', runAll)
  }
}

function listen(signal: AbortSignal): Set<() => void> {
  const callbacks = new Set<() => void>()
  listeners.set(signal, callbacks)
  signal.addEventListener('abort', runAll)
  return callbacks
}

function runAll(event: Event): void {
  for (const callback of listeners.get(event.target as AbortSignal) ?? []) callback()
}
