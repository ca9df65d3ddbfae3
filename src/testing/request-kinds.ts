import { describe } from '../describe.js'
import { KafkaError } from '../errors.js'

/** Kinds of requests by their number in Kafka's protocol: those that librdkafka's mock brokers answer to producers. */
const API_KEYS = {
  Produce: 0,
  Fetch: 1,
  ListOffsets: 2,
  Metadata: 3,
  OffsetCommit: 8,
  OffsetFetch: 9,
  FindCoordinator: 10,
  JoinGroup: 11,
  Heartbeat: 12,
  LeaveGroup: 13,
  SyncGroup: 14,
  ApiVersions: 18,
  InitProducerId: 22,
  OffsetForLeaderEpoch: 23,
  AddPartitionsToTxn: 24,
  AddOffsetsToTxn: 25,
  EndTxn: 26,
  TxnOffsetCommit: 28,
} as const

export type RequestKind = keyof typeof API_KEYS

export const REQUEST_KINDS = Object.keys(API_KEYS) as readonly RequestKind[]

const names = new Map<number, RequestKind>(REQUEST_KINDS.map((name) => [API_KEYS[name], name]))

/** @throws KafkaError `_INVALID_ARG` */
export function apiKeyOf(kind: unknown): number {
  if (typeof kind === 'string' && Object.hasOwn(API_KEYS, kind)) return API_KEYS[kind as RequestKind]
  throw new KafkaError(
    '_INVALID_ARG',
    `a request is one of ${REQUEST_KINDS.join(', ')}, got ${describe(kind)}`,
  )
}

/** Undefined for kinds that have no name here. */
export function kindOfRequest(apiKey: number): RequestKind | undefined {
  return names.get(apiKey)
}
