/** Kinds of requests of the transactional producer, by their number in Kafka's protocol. */
export const INIT_PRODUCER_ID = 22
export const ADD_PARTITIONS_TO_TXN = 24
export const ADD_OFFSETS_TO_TXN = 25
export const END_TXN = 26
export const TXN_OFFSET_COMMIT = 28
