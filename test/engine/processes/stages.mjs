import v8 from 'node:v8'
import vm from 'node:vm'
import { Producer } from '../../../dist/index.js'

const MESSAGES = 1000

/**
 * A producer at one stage of its life.
 * @param {string} stage
 * @param {string} broker `mock`, or the address of something that speaks TLS, or that never says a word
 */
export async function reachStage(stage, broker) {
  if (stage === 'dropped') return dropSome(broker)
  if (stage in TRANSACTIONS) return TRANSACTIONS[stage](broker)
  const producer = new Producer({
    ...(broker === 'mock' ? MOCK : overTls(broker)),
    'enable.idempotence': false,
    'linger.ms': 100,
    'message.timeout.ms': 500,
    engine: 'native',
  })
  const unheard = () => {}
  producer.on('error', unheard)
  if (stage === 'created') return producer
  for (let count = 0; count < MESSAGES; count++) producer.produce({ topic: 'a', value: String(count) })
  if (stage === 'delivered') await producer.flush()
  if (stage === 'flushing') producer.flush().catch(unheard)
  if (stage === 'asking') producer.metadata('a').catch(unheard)
  if (stage === 'polling') producer.poll(60_000).catch(unheard)
  if (stage === 'purging') producer.purge().catch(unheard)
  if (stage === 'closing') producer.close().catch(unheard)
  if (stage === 'closed') await producer.close()
  if (stage === 'one of two closed') await (await reachStage('produced', broker)).close()
  if (stage === 'exit handler') process.on('exit', () => producer.flushSync(5000))
  return producer
}

/** The collector is at work on them: their clients are being destroyed on other threads when the end comes. */
async function dropSome(broker) {
  for (let count = 0; count < 5; count++) await reachStage(count === 0 ? 'delivered' : 'created', broker)
  process.removeAllListeners('warning')
  v8.setFlagsFromString('--expose-gc')
  vm.runInNewContext('gc')()
}

/** A call that blocks a thread is running when the end comes, or its time is up. */
const TRANSACTIONS = {
  initialising: async (broker) => {
    const producer = openTransactional(broker)
    producer.initTransactions().catch(() => {})
    return producer
  },
  committing: async (broker) => {
    const producer = openTransactional(broker)
    await producer.initTransactions()
    await producer.beginTransaction()
    for (let count = 0; count < MESSAGES; count++) producer.produce({ topic: 'a', value: String(count) })
    producer.commitTransaction().catch(() => {})
    return producer
  },
}

function openTransactional(broker) {
  const target = broker === 'mock' ? { ...MOCK, 'test.mock.broker.rtt': 20 } : overTls(broker)
  const times = { 'transaction.timeout.ms': 1000, 'message.timeout.ms': 1000 }
  const producer = new Producer({ ...target, ...times, 'transactional.id': 't', engine: 'native' })
  producer.on('error', () => {})
  return producer
}

const MOCK = { 'test.mock.num.brokers': 1 }

function overTls(address) {
  return {
    'bootstrap.servers': address,
    'security.protocol': 'ssl',
    'enable.ssl.certificate.verification': false,
    'reconnect.backoff.ms': 1,
  }
}
