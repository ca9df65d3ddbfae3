/** librdkafka's codes that decide something here, by name; with their texts all of them stand in error-codes.ts. */
export const MSG_SIZE_TOO_LARGE = 10
export const TOPIC_AUTHORIZATION_FAILED = 29
export const FATAL = -150
/** Of a call out of order. */
export const STATE = -172
export const CONFLICT = -173
export const PREV_IN_PROGRESS = -177
/** `_PURGE_QUEUE` */
export const PURGED = -152
/** `_PURGE_INFLIGHT` */
export const PURGED_IN_FLIGHT = -151
export const QUEUE_FULL = -184
export const TIMED_OUT = -185
export const UNKNOWN_PARTITION = -190
export const MSG_TIMED_OUT = -192
/** `_DESTROY` */
export const DESTROYED = -197
