import * as say from './preset.js'

export const throughput = say.preset(
  'The most messages for a request and a CPU second; single messages wait.',
  [
    say.CLIENT_ID,
    say.ALL_ACKS,
    say.IDEMPOTENT,
    say.JAVA_PLACEMENT,
    [
      'compression.type',
      'lz4',
      'fewer bytes for next to no CPU; whole batches are compressed, so large ones shrink best',
      'some CPU here and in consumers; nothing is gained with values that are compressed already',
    ],
    [
      'linger.ms',
      '50',
      'batches fill: one request carries what came in 50 ms',
      'up to 50 ms for each message at a low rate; at a high one batches are full before',
    ],
    say.LARGE_BATCH,
    [
      'batch.num.messages',
      '100000',
      "librdkafka's 10,000 would end a batch of small messages before its bytes do",
      'none',
    ],
    [
      'delivery.timeout.ms',
      '300000',
      'five minutes of retries before a failure is reported',
      'a message of a broken topic is held for five minutes',
    ],
    say.BROKER_WAIT,
    say.SOCKET_WAIT,
    [
      'queue.buffering.max.messages',
      '500000',
      'room for full batches of many partitions at the same time',
      'about 190 bytes a message beside its own',
    ],
    [
      'queue.buffering.max.kbytes',
      '524288',
      'half a GiB: partitions that wait are not starved',
      'half a GiB of memory',
    ],
  ],
)
