import { setup } from '../../../scripts/setup.mjs'
import type { Peer } from '../../peers/peer.ts'
import { preparePython } from '../python/prepare.ts'
import { buildExtension } from './extension.ts'

const EQUAL = { use_rdkafka: 'true', required_acks: '-1', linger_ms: '5', min_queued_messages: '10000' }

export const peer: Peer = {
  name: 'pykafka',
  what: 'Python over librdkafka (use_rdkafka); Producer.produce and get_delivery_report, 100,000 at the same time',
  settings: {
    equal: EQUAL,
    best: { use_rdkafka: 'true', required_acks: '1', linger_ms: '5', 'gc.threshold': '100000' },
    'open-loop': EQUAL,
  },
  why:
    'Alone it cannot produce to Kafka 4: it knows version 0 of the request only, which Kafka 4 took away (KIP-896), and the ' +
    'broker hangs up. Its extension over librdkafka can. Fewer runs of the garbage collector take it to 0.9 of the CPU; a ' +
    'linger of 20 ms, other batch sizes, a longer queue and other rhythms of taking reports made it slower or no different.',
  unequal: 'Its extension is compiled against the librdkafka of @confluentinc/kafka-javascript.',
  async prepare(site) {
    await setup({ steps: ['python-headers'], quiet: true })
    const driver = await preparePython(site, 'pykafka')
    buildExtension(driver.file)
    return driver
  },
}
