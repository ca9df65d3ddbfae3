export interface PresetLine {
  readonly name: string
  /** The plain text that librdkafka is given. */
  readonly value: string
  readonly reason: string
  /** What it costs, or what you give up for it. */
  readonly cost: string
}

export interface Preset {
  /** What it promises, in a sentence. */
  readonly purpose: string
  /** What must be true outside of this client for the promise to hold. */
  readonly needs?: string
  readonly lines: readonly PresetLine[]
}

/** [name, value, reason, cost], frozen. */
export function preset(
  purpose: string,
  lines: readonly (readonly [name: string, value: string, reason: string, cost: string])[],
  needs?: string,
): Preset {
  const table = lines.map(([name, value, reason, cost]) => Object.freeze({ name, value, reason, cost }))
  return Object.freeze({ purpose, ...(needs === undefined ? {} : { needs }), lines: Object.freeze(table) })
}

/** Said by more than one preset. */
export const CLIENT_ID = [
  'client.id',
  'lingerbus',
  "librdkafka's own says only rdkafka: brokers' logs and quotas should say who it is",
  'none; give your own, so that your services can be told apart',
] as const
export const JAVA_PLACEMENT = [
  'partitioner',
  'murmur2_random',
  "Java's placement: librdkafka's own (CRC32) puts the same key elsewhere",
  'keys that a Python or C producer placed by CRC32 move to other partitions',
] as const
export const ALL_ACKS = [
  'acks',
  'all',
  'a message counts as delivered when every in-sync replica has it',
  'the slowest in-sync replica decides how long a report takes',
] as const
export const IDEMPOTENT = [
  'enable.idempotence',
  'true',
  'a retry neither doubles nor reorders',
  'one batch in flight per partition once it holds five messages: a partition moves one batch a round trip',
] as const
export const NO_COMPRESSION = [
  'compression.type',
  'none',
  'what to compress with depends on the data: measure it',
  'the network and the disks carry every byte',
] as const
export const LARGE_BATCH = [
  'batch.size',
  '1000000',
  "librdkafka's: the ceiling of a partition is one batch a round trip, so batches may be large",
  'a batch is refused as a whole where the topic takes less (max.message.bytes)',
] as const
export const SHORT_LINGER = [
  'linger.ms',
  '5',
  'batches fill while a message waits at most this long; the same as in Java since 4.0',
  'up to 5 ms for each message',
] as const
export const BROKER_WAIT = [
  'request.timeout.ms',
  '30000',
  'how long the broker may wait for its replicas',
  'a replica that hangs holds a batch for so long before it is tried again',
] as const
export const SOCKET_WAIT = [
  'socket.timeout.ms',
  '60000',
  'longer than the broker may wait for its replicas, so that no answer is given up too early',
  'a broker that died without a word is noticed after a minute',
] as const
export const QUEUE_COUNT = [
  'queue.buffering.max.messages',
  '100000',
  'the queue is bounded: produce() refuses what is more',
  'a burst of more waits in your code',
] as const
export const QUEUE_BYTES = [
  'queue.buffering.max.kbytes',
  '131072',
  "128 MiB: librdkafka's own 1 GiB is more than many containers have",
  'large values fill it early',
] as const
export const KEEP_ALIVE = [
  'socket.keepalive.enable',
  'true',
  'a connection that a firewall dropped without a word is noticed while idle',
  'a probe now and then on idle connections',
] as const
