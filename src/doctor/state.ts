import type { ResolvedConfig } from '../config/resolve.js'
import type { Metadata } from '../engine/engine.js'
import type { Producer } from '../producer.js'
import type { Fault } from './fault.js'
import type { Connection } from './wire/connection.js'
import type { ApiVersions, MetadataAnswer } from './wire/requests.js'

/** A listener, as somebody wrote it, and where DNS says that it is. */
export interface Endpoint {
  readonly host: string
  readonly port: number
  readonly address: string
}

/** A connection that Kafka answers on. */
export interface Opened {
  readonly connection: Connection
  readonly versions: ApiVersions
  /** How it is: in plain text, or with which TLS and certificate. */
  readonly text: string
}

/** What the rungs know, each from those before it. */
export interface State {
  readonly topic: string | undefined
  readonly produce: boolean
  /** Milliseconds for the ladder, and as many again for the test message. */
  readonly timeoutMs: number
  resolve(): ResolvedConfig
  open(): Producer

  config?: ResolvedConfig
  /** Every address of every bootstrap server. */
  endpoints?: Endpoint[]
  /** The first that took a connection. */
  endpoint?: Endpoint
  /** Of those tried so far, by address and port: nobody waits twice for one that does not answer. */
  readonly unreached: Map<string, Fault>
  opened?: Opened
  metadata?: MetadataAnswer | Metadata
  /** Sockets to close at the end. */
  readonly toClose: Set<{ close(): unknown }>
  /** How long the next step may wait, in milliseconds: its share, or what is left for all. */
  patience(): number
}

/** Two steps that nobody answers, and there is time left to tell: 2 s of the usual 4.5 s. */
const STEP_SHARE = 4 / 9
const LEAST_MS = 50

export function patienceFor(timeoutMs: number): () => number {
  const deadline = performance.now() + timeoutMs
  return () => Math.max(LEAST_MS, Math.min(timeoutMs * STEP_SHARE, deadline - performance.now()))
}

/** A property's effective value. */
export function setting(state: State, name: string, otherwise = ''): string {
  return state.config?.properties[name] || otherwise
}

export function usesTls(state: State): boolean {
  return setting(state, 'security.protocol').toLowerCase().endsWith('ssl')
}

export function usesSasl(state: State): boolean {
  return setting(state, 'security.protocol').toLowerCase().startsWith('sasl')
}

/** Where nothing answered, in words: librdkafka says "brokers are down", and not which addresses it tried. */
export function unreached(state: State): string[] {
  return [...state.unreached.values()].flatMap(({ evidence }) => evidence)
}

/** The value that an earlier rung has left. */
export function known<Value>(value: Value | undefined): Value {
  if (value === undefined) throw new Error('a rung was climbed before the one below it')
  return value
}
