import * as say from './preset.js'

export const balanced = say.preset(
  'Nothing lost or doubled by a retry, keys where Java puts them, memory with a bound.',
  [
    say.CLIENT_ID,
    say.ALL_ACKS,
    say.IDEMPOTENT,
    say.JAVA_PLACEMENT,
    say.NO_COMPRESSION,
    say.SHORT_LINGER,
    say.LARGE_BATCH,
    [
      'delivery.timeout.ms',
      '300000',
      'five minutes of retries before a failure is reported',
      'a message of a broken topic is held for five minutes',
    ],
    say.BROKER_WAIT,
    say.SOCKET_WAIT,
    say.QUEUE_COUNT,
    say.QUEUE_BYTES,
  ],
)
