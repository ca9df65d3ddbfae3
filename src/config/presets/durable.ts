import * as say from './preset.js'

export const durable = say.preset(
  'No acknowledged message is lost while one in-sync replica lives, and outages of half an hour are sat out.',
  [
    say.CLIENT_ID,
    say.ALL_ACKS,
    say.IDEMPOTENT,
    [
      'max.in.flight.requests.per.connection',
      '5',
      'the most that sequence numbers of a broker cover',
      'none: idempotence asks for it anyway',
    ],
    ['retries', '2147483647', 'time decides, not a count: an election outlasts a few retries', 'none'],
    say.JAVA_PLACEMENT,
    say.NO_COMPRESSION,
    say.SHORT_LINGER,
    say.LARGE_BATCH,
    [
      'delivery.timeout.ms',
      '1800000',
      'half an hour: a rolling restart or a zone that fails passes without a failed message',
      'a caller that awaits one message may wait that long, and the queue must hold what comes meanwhile',
    ],
    say.BROKER_WAIT,
    say.SOCKET_WAIT,
    say.KEEP_ALIVE,
    say.QUEUE_COUNT,
    say.QUEUE_BYTES,
  ],
  "the brokers' half: replication factor 3 and min.insync.replicas 2 of each topic; producer.audit(topic) checks it",
)
