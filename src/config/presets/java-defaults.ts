import { preset } from './preset.js'

const SAME = "Java's default and librdkafka's"
const JAVA = "Java's default"
const NONE = 'none'

/** Java 4.1. Parity, not speed: 16 KB batches, one in flight, are 16 MB/s a partition at 1 ms a round trip. */
export const javaDefaults = preset(
  'As near to the defaults of the Java producer 4.1 as librdkafka comes; not for speed.',
  [
    ['acks', 'all', SAME, 'the slowest in-sync replica decides how long a report takes'],
    ['enable.idempotence', 'true', JAVA, 'one batch in flight per partition, where Java has five'],
    ['max.in.flight.requests.per.connection', '5', JAVA, 'none: idempotence asks for it anyway'],
    ['retries', '2147483647', SAME, 'none: delivery.timeout.ms is the limit'],
    [
      'delivery.timeout.ms',
      '120000',
      JAVA,
      'two minutes of retries; the clock starts at produce, not with the batch',
    ],
    ['request.timeout.ms', '30000', SAME, 'a replica that hangs holds a batch for so long'],
    [
      'socket.timeout.ms',
      '30000',
      "what Java's request.timeout.ms also bounds",
      'as long as the broker waits: an answer may come too late',
    ],
    ['retry.backoff.ms', '100', SAME, NONE],
    ['retry.backoff.max.ms', '1000', SAME, NONE],
    ['linger.ms', '5', SAME, 'up to 5 ms for each message'],
    [
      'batch.size',
      '16384',
      JAVA,
      'uncompressed bytes, where Java counts compressed ones: smaller batches, a low ceiling',
    ],
    [
      'message.max.bytes',
      '1048576',
      "Java's max.request.size",
      'a broker takes 1,048,588 unless it was changed',
    ],
    ['queue.buffering.max.kbytes', '32768', "Java's buffer.memory, 32 MiB", 'only values count here'],
    ['queue.buffering.max.messages', '0', 'Java counts no messages', 'empty values never fill the queue'],
    ['compression.type', 'none', SAME, 'the network and the disks carry every byte'],
    [
      'partitioner',
      'murmur2_random',
      "Java's placement of keys",
      'keyless messages stick by time, in Java by bytes',
    ],
    ['topic.metadata.refresh.interval.ms', '300000', "Java's metadata.max.age.ms", NONE],
    [
      'topic.metadata.propagation.max.ms',
      '60000',
      "Java's max.block.ms for an unknown topic",
      'the error comes by report',
    ],
    ['metadata.recovery.strategy', 'rebootstrap', SAME, NONE],
    ['metadata.recovery.rebootstrap.trigger.ms', '300000', SAME, NONE],
    ['allow.auto.create.topics', 'true', 'Java always asks for it', 'a misspelt topic may be created'],
    ['reconnect.backoff.ms', '50', JAVA, NONE],
    ['reconnect.backoff.max.ms', '1000', JAVA, 'more attempts while a broker is away'],
    ['connections.max.idle.ms', '540000', JAVA, 'a connection is made anew after nine idle minutes'],
    [
      'socket.connection.setup.timeout.ms',
      '10000',
      "Java's first value, which would grow to 30 s",
      'TLS and SASL count here',
    ],
    ['socket.keepalive.enable', 'true', 'Java always does', NONE],
    ['socket.nagle.disable', 'true', 'Java always does', NONE],
    ['socket.send.buffer.bytes', '131072', JAVA, 'less than the system would take on a long way'],
    ['socket.receive.buffer.bytes', '32768', JAVA, 'less than the system would take on a long way'],
    ['client.dns.lookup', 'use_all_dns_ips', SAME, NONE],
    ['enable.metrics.push', 'true', SAME, NONE],
    ['security.protocol', 'plaintext', SAME, 'nothing is encrypted'],
    ['ssl.endpoint.identification.algorithm', 'https', SAME, NONE],
    ['transaction.timeout.ms', '60000', SAME, NONE],
  ],
)
