import { KafkaError } from '../errors.js'

/** Which messages a purge takes (`rd_kafka_purge`). */
export interface PurgeOptions {
  /** Not sent yet; they fail with `_PURGE_QUEUE`. Default true. */
  readonly queued?: boolean
  /** Sent, not answered; they fail with `_PURGE_INFLIGHT` and may have been written. Default true. */
  readonly inFlight?: boolean
}

/** @throws KafkaError `_INVALID_ARG` */
export function checkPurge(options: unknown): { queued: boolean; inFlight: boolean } {
  if (typeof options !== 'object' || options === null) {
    throw new KafkaError(
      '_INVALID_ARG',
      `purge takes an object such as { queued: true, inFlight: false }, got ${String(options)}`,
    )
  }
  const { queued = true, inFlight = true, ...rest } = options as Record<string, unknown>
  const [unknown] = Object.keys(rest)
  if (unknown !== undefined) {
    throw new KafkaError('_INVALID_ARG', `purge takes { queued, inFlight }, got '${unknown}'`)
  }
  for (const [name, value] of Object.entries({ queued, inFlight })) {
    if (typeof value === 'boolean') continue
    throw new KafkaError('_INVALID_ARG', `${name} must be true or false, got ${String(value)}`)
  }
  return { queued: queued as boolean, inFlight: inFlight as boolean }
}
