import * as say from './preset.js'

export const fireAndForget = say.preset(
  'Least effort for messages that may get lost: nobody waits for an answer, and nobody hears of a loss.',
  [
    say.CLIENT_ID,
    [
      'acks',
      '0',
      'the broker sends no answer: no round trip is waited for',
      'a report only says that the request was written to the socket; losses are invisible, offsets unknown',
    ],
    [
      'enable.idempotence',
      'false',
      'it cannot be had without answers',
      'order and duplicates are left to chance',
    ],
    say.JAVA_PLACEMENT,
    ['compression.type', 'lz4', 'fewer bytes for next to no CPU', 'some CPU here and in consumers'],
    ['linger.ms', '50', 'few requests', 'up to 50 ms for each message'],
    say.LARGE_BATCH,
    ['retries', '0', 'what fails is given up', 'a passing error loses messages'],
    [
      'delivery.timeout.ms',
      '10000',
      'what could not be sent in ten seconds is old news',
      'a broker that is away for longer costs messages',
    ],
    ['request.timeout.ms', '5000', 'shorter than a message may take in all', 'none: nothing is waited for'],
    ['socket.timeout.ms', '10000', 'requests that do have an answer, such as metadata', 'none'],
    [
      'queue.buffering.max.messages',
      '100000',
      'the queue is bounded: produce() refuses what is more',
      'bursts',
    ],
    [
      'queue.buffering.max.kbytes',
      '32768',
      '32 MiB: what may get lost needs no large store',
      'an outage fills it',
    ],
  ],
)
