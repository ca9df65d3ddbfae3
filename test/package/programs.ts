// What users write; each program prints one line of JSON.

const SEND = `
async function main() {
  const producer = new Producer({ 'test.mock.num.brokers': 1 })
  const report = await producer.send({ topic: 'orders', key: 'order-42', value: 'paid' })
  const { engine } = producer
  console.log(JSON.stringify({ engine, status: report.status, offset: report.offset, ledger: await producer.close() }))
}
main()
`

const SEND_TYPED_MAIN = `
async function main(): Promise<void> {
  await using producer = new Producer({ 'test.mock.num.brokers': 1, 'linger.ms': 1 })
  const report: DeliveryReport = await producer.send({ topic: 'orders', key: 'order-42', value: 'paid' })
  const ledger: Ledger = await producer.close()
  // Without types everything would be allowed.
  // @ts-expect-error a property of nobody
  report.nowhere
  // @ts-expect-error nothing is turned into text for the caller
  const wrong: Message = { topic: 'orders', value: 5 }
  const isOurs: boolean = KafkaError.is(wrong)
  if (isOurs) throw new Error('a message is no error')
  console.log(JSON.stringify({ engine: producer.engine, status: report.status, offset: report.offset, ledger }))
}
main()
`

/** What each of the sending programs prints: with the addon that came inside the tarball. */
export const SENT = {
  engine: 'native',
  status: 'persisted',
  offset: 0,
  ledger: { accepted: 1, delivered: 1, failed: 0, outstanding: 0 },
}

export const SEND_ESM = `import { Producer } from 'lingerbus'\n${SEND}`
export const SEND_CJS = `const { Producer } = require('lingerbus')\n${SEND}`

/** The compiler makes an ES module of it (.mts, and .ts for a bundler) or a CommonJS one (.cts). */
export const SEND_TYPED = `import { type DeliveryReport, KafkaError, type Ledger, type Message, Producer } from 'lingerbus'
${SEND_TYPED_MAIN}`

/** A process that has both copies of the package: each knows the other's errors. */
const TEST_KIT = `
  const fake = new FakeProducer()
  const cluster = new MockCluster({ brokers: 1, topics: { a: 1 } })
  const producer = new Producer({ 'bootstrap.servers': cluster.bootstrapServers, engine: 'native' })
  const reports = [await fake.send({ topic: 'a', value: 'x' }), await producer.send({ topic: 'a', value: 'x' })]
  let caught
  try { new FakeProducer(undefined, { down: 1 }) } catch (error) { caught = error }
  await producer.close()
  await cluster.close()
  console.log(JSON.stringify({
    isProducer: fake instanceof Producer, isKafkaError: caught instanceof KafkaError,
    statuses: reports.map(({ status }) => status),
  }))
`
/** lingerbus/testing with the library's own classes, on the addon that came along. */
export const TEST_KIT_ESM = `
  import { KafkaError, Producer } from 'lingerbus'
  import { FakeProducer, MockCluster } from 'lingerbus/testing'
  ${TEST_KIT}`
export const TEST_KIT_CJS = `
  const { KafkaError, Producer } = require('lingerbus')
  const { FakeProducer, MockCluster } = require('lingerbus/testing')
  void (async () => {${TEST_KIT}})()`
export const TESTED = { isProducer: true, isKafkaError: true, statuses: ['persisted', 'persisted'] }

export const BOTH_COPIES = `
import { createRequire } from 'node:module'
import * as esm from 'lingerbus'
const cjs = createRequire(import.meta.url)('lingerbus')

function problemOf({ Producer }) {
  try {
    new Producer({ 'linger.msec': 5 })
  } catch (error) {
    return error
  }
}
function judge({ KafkaError, ConfigError, QueueFullError }, error) {
  return [KafkaError.is(error), ConfigError.is(error), QueueFullError.is(error)]
}
const [fromEsm, fromCjs] = [problemOf(esm), problemOf(cjs)]
console.log(JSON.stringify({
  isOneCopy: fromEsm instanceof cjs.KafkaError || fromCjs instanceof esm.KafkaError,
  esmJudgedByCjs: judge(cjs, fromEsm),
  cjsJudgedByEsm: judge(esm, fromCjs),
}))
`

const WITHOUT_BINARY = `
try {
  new Producer({ 'test.mock.num.brokers': 1 })
} catch (error) {
  console.log(JSON.stringify({
    name: error.name,
    isUnsupported: UnsupportedError.is(error),
    code: error.code,
    message: error.message,
  }))
}
`
export const WITHOUT_BINARY_ESM = `import { Producer, UnsupportedError } from 'lingerbus'\n${WITHOUT_BINARY}`
export const WITHOUT_BINARY_CJS = `const { Producer, UnsupportedError } = require('lingerbus')\n${WITHOUT_BINARY}`

const DIAGNOSE = `
diagnose({ 'bootstrap.servers': '127.0.0.1:1' }).then(({ ok, cause }) => console.log(JSON.stringify({ ok, cause })))
`
export const DIAGNOSE_ESM = `import { diagnose } from 'lingerbus'\n${DIAGNOSE}`
export const DIAGNOSE_CJS = `const { diagnose } = require('lingerbus')\n${DIAGNOSE}`

const SCRAPE = `
async function main() {
  const producer = new Producer({ 'test.mock.num.brokers': 1, 'client.id': 'app' })
  collectMetrics(producer)
  await producer.send({ topic: 'orders', value: 'paid' })
  const text = await register.metrics()
  console.log(JSON.stringify(text.split('\\n').filter((line) => line.startsWith('kafka_producer_record_send_total'))))
  await producer.close()
}
main()
`
/** What the program above prints. */
export const SCRAPED = ['kafka_producer_record_send_total{client_id="app"} 1']
export const SCRAPE_ESM = `import { Producer } from 'lingerbus'
import { collectMetrics } from 'lingerbus/metrics'
import { register } from 'prom-client'
${SCRAPE}`
export const SCRAPE_CJS = `const { Producer } = require('lingerbus')
const { collectMetrics } = require('lingerbus/metrics')
const { register } = require('prom-client')
${SCRAPE}`
/** Without prom-client: says what is missing. */
export const NO_PROM_CLIENT = `
import('lingerbus/metrics').catch(({ code, message }) => console.log(JSON.stringify({ code, message })))
`
export const METRICS_TYPED = `import { type LatencyHistogram, Producer } from 'lingerbus'
import { collectMetrics } from 'lingerbus/metrics'
import { Registry } from 'prom-client'
const producer = new Producer({ 'test.mock.num.brokers': 1 })
const stop: () => void = collectMetrics(producer, new Registry())
const latency: LatencyHistogram = producer.metrics().latency
// @ts-expect-error a registry of nobody
collectMetrics(producer, latency)
stop()
`
