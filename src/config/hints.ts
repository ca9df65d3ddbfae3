const SERIALISE = 'give text or bytes as key and value; JSON.stringify an object'
const STORE = 'librdkafka reads PEM and PKCS#12, no JKS'

/** Names of librdkafka that a user of this library cannot set, and what to do instead. */
export const REFUSED: Readonly<Record<string, string>> = {
  'delivery.report.only.error':
    'cannot be set, the ledger needs a report for every message; leave the callback of produce() out if you do not want it',
  'client.software.name': 'is set by lingerbus; to say who you are, use client.id',
  'client.software.version': 'is set by lingerbus; to say who you are, use client.id',
  'internal.termination.signal':
    'cannot be set: librdkafka sends this signal to its threads at the end, and Node has no handler for it that lets the process live',
  enabled_events: 'is set by lingerbus, which listens to what you listen to',
  enable_sasl_queue: 'is set by lingerbus',
  'log.queue': "is set by lingerbus, which gives you the log as event 'log'",
  dr_cb: 'give produce() a callback, or await send()',
  dr_msg_cb: 'give produce() a callback, or await send()',
  error_cb: "listen with producer.on('error', ...)",
  throttle_cb: "listen with producer.on('throttle', ...)",
  stats_cb: "set statistics.interval.ms and listen with producer.on('stats', ...)",
  log_cb: "listen with producer.on('log', ...)",
  partitioner_cb: 'use the option partitioner',
  opaque: 'let the callback of produce() close over what it needs',
  default_topic_conf: 'write topic properties beside the others',
  oauthbearer_token_refresh_cb:
    'set sasl.oauthbearer.method to oidc, and librdkafka fetches the tokens itself',
  ssl_key: 'use ssl.key.pem or ssl.key.location',
  ssl_certificate: 'use ssl.certificate.pem or ssl.certificate.location',
  ssl_ca: 'use ssl.ca.pem or ssl.ca.location',
  'ssl.truststore.location': `use ssl.ca.location with a PEM file (${STORE})`,
  'sasl.jaas.config': 'use sasl.mechanism, sasl.username and sasl.password',
}

/** Words of other clients, and where their meaning lives here. */
export const FOREIGN: Readonly<Record<string, string>> = {
  // kafkajs
  brokerList: "write 'bootstrap.servers': 'host:port,host:port'",
  kafkaJS: "write librdkafka's dotted names at the top level",
  retry: 'use retries, retry.backoff.ms and retry.backoff.max.ms',
  connectionTimeout: 'use socket.connection.setup.timeout.ms',
  authenticationTimeout: 'use socket.connection.setup.timeout.ms',
  requestTimeout: 'use socket.timeout.ms',
  timeout:
    'use delivery.timeout.ms for the time to a report, request.timeout.ms for the acknowledgement at the broker',
  idempotent: 'use enable.idempotence',
  maxInFlightRequests: 'use max.in.flight.requests.per.connection',
  transactionTimeout: 'use transaction.timeout.ms',
  allowAutoTopicCreation: 'use allow.auto.create.topics',
  createPartitioner: 'use partitioner',
  metadataMaxAge: 'use topic.metadata.refresh.interval.ms',
  logCreator: "listen with producer.on('log', ...)",
  compression: 'use compression.type',
  // node-rdkafka
  event_cb: "listen with producer.on('error' | 'log' | 'stats' | 'throttle', ...)",
  // Java
  'buffer.memory': 'use queue.buffering.max.kbytes, in KiB',
  'max.request.size': 'use message.max.bytes',
  'max.block.ms': 'produce() never blocks; send() waits for room, as long as its timeoutMs says',
  'key.serializer': SERIALISE,
  'value.serializer': SERIALISE,
  'partitioner.class': 'use partitioner; murmur2_random is what Java does by default',
  'partitioner.ignore.keys': 'use partitioner',
  'compression.gzip.level': 'use compression.level',
  'compression.lz4.level': "use compression.level; Java's 9 is the fast compressor, here 9 is a slow one",
  'compression.zstd.level': 'use compression.level',
  'send.buffer.bytes': 'use socket.send.buffer.bytes',
  'receive.buffer.bytes': 'use socket.receive.buffer.bytes',
  'metric.reporters': "set statistics.interval.ms and listen with producer.on('stats', ...)",
  'interceptor.classes': 'wrap produce() or send() in a function of your own',
  'ssl.keystore.key': 'use ssl.key.pem',
  'ssl.keystore.certificate.chain': 'use ssl.certificate.pem',
  'ssl.keystore.type': `leave it out: ${STORE}`,
  'ssl.truststore.certificates': 'use ssl.ca.pem',
  'ssl.truststore.password': 'leave it out: a PEM file (ssl.ca.location) has none',
  'ssl.truststore.type': `leave it out: ${STORE}`,
}
