// Every clock that runs while a message travels, in the order in which they start: for picture and table.
// librdkafka's defaults are held against src/config/properties.ts by test/unit/travel-page.test.ts.

/** `from` and `to` name moments of the picture's time line; `to: null` is a clock without an end there. */
export const TIMEOUTS = [
  {
    java: 'max.block.ms',
    javaDefault: 60_000,
    ends: "Java only: `send` itself waits for room or for a topic's metadata. librdkafka never blocks: `produce` takes the message, or throws `_QUEUE_FULL` at once",
    from: 'before',
    to: 'produce',
  },
  {
    name: 'delivery.timeout.ms',
    alias: 'message.timeout.ms',
    standard: 300_000,
    java: 'delivery.timeout.ms',
    javaDefault: 120_000,
    ends: 'the message fails with `_MSG_TIMED_OUT`, wherever it is. From `produce` on; in Java from when its batch was begun. 0: no limit (librdkafka)',
    from: 'produce',
    to: 'report',
  },
  {
    name: 'topic.metadata.propagation.max.ms',
    standard: 30_000,
    java: null,
    ends: 'messages for a topic that the cluster does not know fail, by report. In Java this wait is part of `max.block.ms`',
    from: 'produce',
    to: 'sent',
  },
  {
    name: 'linger.ms',
    standard: 5,
    java: 'linger.ms',
    javaDefault: 5,
    ends: 'the batch leaves, full or not (Java before 4.0: 0)',
    from: 'produce',
    to: 'sent',
  },
  {
    name: 'request.timeout.ms',
    standard: 30_000,
    java: 'request.timeout.ms',
    javaDefault: 30_000,
    ends: 'the **broker** stops waiting for its replicas and answers with an error that is worth a retry',
    from: 'sent',
    to: 'replicas',
    at: 'broker',
  },
  {
    name: 'socket.timeout.ms',
    standard: 60_000,
    java: 'request.timeout.ms',
    javaDefault: 30_000,
    ends: 'the **client** gives the request up, closes the connection and tries again. Never later than what is left of `message.timeout.ms`',
    from: 'sent',
    to: 'silence',
    at: 'client',
  },
  {
    name: 'retry.backoff.ms',
    upTo: 'retry.backoff.max.ms',
    standard: 100,
    standardUpTo: 1000,
    java: 'retry.backoff.ms',
    javaDefault: 100,
    javaDefaultUpTo: 1000,
    ends: 'the batch may be sent again; doubles with every failure, ± 20 %',
    from: 'silence',
    to: 'again',
  },
  {
    name: 'reconnect.backoff.ms',
    upTo: 'reconnect.backoff.max.ms',
    standard: 100,
    standardUpTo: 10_000,
    java: 'reconnect.backoff.ms',
    javaDefault: 50,
    javaDefaultUpTo: 1000,
    ends: 'the next attempt to connect may begin; doubles with every failure (jitter −25 to +50 %; Java ± 20 %)',
    from: 'silence',
    to: 'again',
  },
  {
    name: 'socket.connection.setup.timeout.ms',
    standard: 30_000,
    java: 'socket.connection.setup.timeout.ms',
    javaDefault: 10_000,
    ends: 'the attempt to connect is given up. TLS and SASL included; in Java only TCP, growing to 30 s',
    from: 'silence',
    to: 'again',
  },
]

export function span(ms, upToMs) {
  const one = (value) => (value < 1000 ? `${value} ms` : `${value / 1000} s`)
  return upToMs === undefined ? one(ms) : `${one(ms)} to ${one(upToMs)}`
}
