import { preset } from './preset.js'

const OWN = "librdkafka's own default"

export const librdkafkaDefaults = preset(
  'What librdkafka does by itself, for those who come from C, Python or the official package.',
  [
    ['acks', 'all', OWN, 'the slowest in-sync replica decides how long a report takes'],
    ['enable.idempotence', 'false', OWN, 'a retry can double messages, and with it reorder them'],
    ['compression.type', 'none', OWN, 'the network and the disks carry every byte'],
    ['linger.ms', '5', OWN, 'up to 5 ms for each message'],
    ['batch.size', '1000000', OWN, 'a batch is refused as a whole where the topic takes less'],
    ['delivery.timeout.ms', '300000', OWN, 'a message of a broken topic is held for five minutes'],
    ['request.timeout.ms', '30000', OWN, 'a replica that hangs holds a batch for so long'],
    ['socket.timeout.ms', '60000', OWN, 'a broker that died without a word is noticed after a minute'],
  ],
)
