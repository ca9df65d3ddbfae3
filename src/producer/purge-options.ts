import { describe } from '../describe.js'
import { KafkaError } from '../errors.js'
import { readOptions } from './call-options.js'

/** Which messages a purge takes (`rd_kafka_purge`). */
export interface PurgeOptions {
  /** Not sent yet; they fail with `_PURGE_QUEUE`. Default true. */
  readonly queued?: boolean
  /** Sent, not answered; they fail with `_PURGE_INFLIGHT` and may have been written. Default true. */
  readonly inFlight?: boolean
}

/** @throws KafkaError `_INVALID_ARG` */
export function checkPurge(options: unknown): { queued: boolean; inFlight: boolean } {
  const { queued = true, inFlight = true } = readOptions(options, ['queued', 'inFlight'])
  for (const [name, value] of Object.entries({ queued, inFlight })) {
    if (typeof value === 'boolean') continue
    throw new KafkaError('_INVALID_ARG', `${name} must be true or false, got ${describe(value)}`)
  }
  return { queued: queued as boolean, inFlight: inFlight as boolean }
}
