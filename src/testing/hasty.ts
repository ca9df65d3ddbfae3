import type { ProducerOptions } from '../config/options.js'

/**
 * Settings for tests: a producer tries again after some milliseconds where it would wait 100 or more, so that it finds
 * a new leader soon. Not for a service: many such producers would keep a cluster that restarts from coming up.
 */
export const HASTY_RETRIES = Object.freeze({
  'retry.backoff.ms': 5,
  'retry.backoff.max.ms': 10,
  'reconnect.backoff.ms': 5,
  'reconnect.backoff.max.ms': 10,
  'topic.metadata.refresh.fast.interval.ms': 5,
}) satisfies ProducerOptions
