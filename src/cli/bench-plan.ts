import type { SlotOrder } from '../measure/protocol.js'
import type { Mode } from '../measure/result.js'

/** What `lingerbus bench` was asked to do, checked as far as that is possible without a broker. */
export interface BenchRequest {
  /** librdkafka's names and our own options, as text; with the brokers, if any. */
  readonly properties: Readonly<Record<string, string>>
  /** The settings that are compared: name and values, in the order given. */
  readonly vary: readonly (readonly [string, readonly string[]])[]
  /** The same settings against themselves. */
  readonly isAA: boolean
  readonly topic: string | null
  readonly partitions: number
  /** −1: the cluster's default. */
  readonly replicationFactor: number
  readonly mode: Mode
  readonly payload: PayloadRequest
  readonly blocks: number
  readonly slotSeconds: number | null
  readonly slotMessages: number | null
  readonly warmUpSeconds: number
  readonly seed: number
  readonly output: string | null
  readonly format: 'table' | 'perf-test' | 'json'
  readonly quiet: boolean
}

export interface PayloadRequest {
  readonly kind: SlotOrder['payload']['kind']
  readonly size: SlotOrder['payload']['size']
  readonly keys: SlotOrder['payload']['keys']
  /** For `file`. */
  readonly file: string | null
  readonly delimiter: Buffer
  /** For `topic`. */
  readonly topic: string | null
}
