/** librdkafka's codes that decide something here. */
export const MSG_SIZE_TOO_LARGE = 10
export const QUEUE_FULL = -184
export const UNKNOWN_PARTITION = -190
