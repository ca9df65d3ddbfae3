import type { Peer } from '../../peers/peer.ts'
import { preparePython } from '../python/prepare.ts'
import { buildExtension } from './extension.ts'

const EQUAL = { use_rdkafka: 'true', required_acks: '-1', linger_ms: '5', min_queued_messages: '10000' }

export const peer: Peer = {
  name: 'pykafka',
  what: 'Python over librdkafka (use_rdkafka); Producer.produce and get_delivery_report, 100,000 at the same time',
  settings: {
    equal: EQUAL,
    best: { use_rdkafka: 'true', required_acks: '1', linger_ms: '20', min_queued_messages: '10000' },
    'open-loop': EQUAL,
  },
  why:
    'Alone it cannot produce to Kafka 4: it knows version 0 of the request only, which Kafka 4 took away (KIP-896), and the ' +
    'broker hangs up. Its extension over librdkafka can. A longer queue, and delivery reports taken after every 100 ' +
    'messages instead of 1,000, made it slower by 0.1 to 0.3.',
  unequal: 'Its extension is compiled against the librdkafka of @confluentinc/kafka-javascript.',
  async prepare(site) {
    const driver = await preparePython(site, 'pykafka')
    buildExtension(driver.file)
    return driver
  },
}
