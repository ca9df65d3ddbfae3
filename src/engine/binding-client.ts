import { createRequire } from 'node:module'
import { isMainThread } from 'node:worker_threads'
import { UnsupportedError } from '../errors.js'
import { warnIfUntested } from './binding-version.js'

/** The producer of @confluentinc/kafka-javascript's native module, as far as we use it (its src/producer.cc). */
export interface BindingClient {
  configureCallbacks(add: boolean, callbacks: { event: BindingCallbacks }): void
  connect(onConnected: (error: BindingFailure | null) => void): void
  /** Calls the callbacks of what librdkafka has queued; never waits. Throws when disconnected. */
  poll(): void
  /** librdkafka's error code; throws only for arguments that we never pass. */
  produce(
    topic: string,
    partition: number,
    value: Buffer | null,
    key: Buffer | null,
    timestamp: number | undefined,
    opaque: number,
    headers: readonly Record<string, Buffer>[] | undefined,
  ): number
  /** Throws before the client exists. */
  setSaslCredentials(user: string, password: string): void
  flush(timeoutMs: number, onFlushed: (error: unknown) => void): void
  getMetadata(
    options: { topic: string; allTopics: boolean; timeout: number },
    onMetadata: (error: BindingFailure | null, metadata: BindingMetadata) => void,
  ): void
  disconnect(onDisconnected: () => void): void
}

export interface BindingCallbacks {
  event_cb: (kind: 'error' | 'stats' | 'log' | 'throttle' | string, data: unknown) => void
  delivery_cb: (error: number | null, report: BindingReport) => void
}

export interface BindingReport {
  partition: number
  offset: number
  /** Absent where the broker gave none. */
  timestamp?: number
  opaque: number
}

export interface BindingFailure {
  message: string
  code: number
}

export interface BindingMetadata {
  brokers: { id: number; host: string; port: number }[]
  topics: {
    name: string
    partitions: { id: number; leader: number; replicas: number[]; isrs: number[] }[]
  }[]
}

interface BindingModule {
  Producer: new (properties: Record<string, string>, topicProperties: undefined) => BindingClient
  librdkafkaVersion: string
}

const PACKAGE = '@confluentinc/kafka-javascript'

let loaded: BindingModule | undefined
let isVersionChecked = false

/**
 * Loads the official package's native module, on first use: everything else of lingerbus works without it.
 * @throws UnsupportedError where it is missing or cannot run, with what mends it
 */
export function loadBinding(): BindingModule {
  // It was not written for workers: its reports would be dispatched on the main thread's event loop.
  if (!isMainThread) {
    throw new UnsupportedError(
      `the engine 'binding' runs on the main thread only: ${PACKAGE} does not support workers`,
    )
  }
  loaded ??= load()
  return loaded
}

function load(): BindingModule {
  const require = createRequire(import.meta.url)
  try {
    // Before the module itself: where it does not load, an untested version is the likeliest reason.
    if (!isVersionChecked) warnIfUntested(require(`${PACKAGE}/package.json`).version)
    isVersionChecked = true
    // The native module itself: what the package wraps around it (its own connect, its own
    // event emitters) is the part that loses reports.
    return require(`${PACKAGE}/librdkafka.js`) as BindingModule
  } catch (error) {
    throw new UnsupportedError(
      `the native module of ${PACKAGE} could not be loaded: ${reasonOf(error as Error)}\n` +
        `Either \`npm rebuild ${PACKAGE}\` (fetches the binary for this platform), or\n` +
        `\`CKJS_LINKING=dynamic npm rebuild ${PACKAGE}\` (builds it: needs python3, make and a C++ compiler) mends it.`,
    )
  }
}

/** In one line: a binary for another Node says so in its third, a missing one goes on with the 14 places looked at. */
function reasonOf({ message }: Error): string {
  return message.replace(/ Tried:\n.*|\nRequire stack:.*/s, '').replaceAll('\n', ' ')
}
