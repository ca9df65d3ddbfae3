export type PresetName = 'balanced' | 'librdkafkaDefaults'

export interface PresetLine {
  readonly name: string
  /** The plain text that librdkafka is given. */
  readonly value: string
  readonly reason: string
}

export interface Preset {
  readonly purpose: string
  readonly lines: readonly PresetLine[]
}

export const DEFAULT_PRESET: PresetName = 'balanced'

/** A preset's value counts as not set by the user: it gives way to what the user set (src/config/rules.ts). */
export const PRESETS: Readonly<Record<PresetName, Preset>> = freeze({
  balanced: {
    purpose: 'Nothing lost or doubled by a retry, keys where Java puts them, memory with a bound.',
    lines: [
      line(
        'client.id',
        'lingerbus',
        "librdkafka's own says only rdkafka: brokers' logs and quotas should say who it is",
      ),
      line('acks', 'all', 'a message counts as delivered when every in-sync replica has it'),
      line(
        'enable.idempotence',
        'true',
        'a retry neither doubles nor reorders; the price is one batch in flight per partition once it holds five messages',
      ),
      line(
        'partitioner',
        'murmur2_random',
        "Java's placement: librdkafka's own (CRC32) puts the same key elsewhere",
      ),
      line('compression.type', 'none', 'what to compress with depends on the data: measure it'),
      line(
        'linger.ms',
        '5',
        'batches fill while a message waits at most this long; the same as in Java since 4.0',
      ),
      line('batch.size', '1000000', 'large batches: the ceiling of a partition is one batch a round trip'),
      line('delivery.timeout.ms', '300000', 'five minutes of retries before a failure is reported'),
      line('queue.buffering.max.messages', '100000', 'the queue is bounded: produce() refuses what is more'),
      line(
        'queue.buffering.max.kbytes',
        '131072',
        "128 MiB: librdkafka's own 1 GiB is more than many containers have",
      ),
    ],
  },
  librdkafkaDefaults: {
    purpose: 'Nothing set: what librdkafka does by itself, for those who come from C or Python.',
    lines: [],
  },
})

function line(name: string, value: string, reason: string): PresetLine {
  return { name, value, reason }
}

function freeze<T extends object>(value: T): T {
  for (const part of Object.values(value)) if (typeof part === 'object') freeze(part)
  return Object.freeze(value)
}
