import * as say from './preset.js'

export const lowLatency = say.preset(
  'The shortest way from produce to report for messages that come one by one.',
  [
    say.CLIENT_ID,
    say.ALL_ACKS,
    [
      'enable.idempotence',
      'true',
      'a retry neither doubles nor reorders',
      'under load a batch waits for the one before it: one round trip more',
    ],
    say.JAVA_PLACEMENT,
    [
      'compression.type',
      'none',
      'a small batch hardly shrinks, and compressing takes time',
      'the network and the disks carry every byte',
    ],
    [
      'linger.ms',
      '0',
      'a message leaves at once',
      'more requests, for the brokers as well; under load batches form all the same',
    ],
    [
      'sticky.partitioning.linger.ms',
      '10',
      'with linger.ms=0 librdkafka would scatter keyless messages, one small request a partition',
      'keyless messages go to one partition for 10 ms at a time',
    ],
    say.LARGE_BATCH,
    ['socket.nagle.disable', 'true', 'TCP would hold small packets back', 'none'],
    say.KEEP_ALIVE,
    [
      'delivery.timeout.ms',
      '30000',
      'a caller that waits hears of a failure after half a minute',
      'a broker that is away for longer costs messages: they fail',
    ],
    [
      'request.timeout.ms',
      '10000',
      'a batch that hangs is tried again twice before its messages expire',
      'a slow replica makes the broker answer with a time-out sooner',
    ],
    [
      'socket.timeout.ms',
      '15000',
      'a broker that died without a word is noticed in time',
      'none with healthy brokers',
    ],
    [
      'socket.connection.setup.timeout.ms',
      '5000',
      'the next address is tried soon',
      'none on a near network',
    ],
    ['reconnect.backoff.ms', '50', 'back soon after a broker was away', 'more attempts while it is away'],
    ['reconnect.backoff.max.ms', '1000', "librdkafka's own is ten seconds", 'more attempts while it is away'],
    say.QUEUE_COUNT,
    say.QUEUE_BYTES,
  ],
)
