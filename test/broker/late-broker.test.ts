import { once } from 'node:events'
import { afterAll, expect, test } from 'vitest'
import { killNode, restartNode, startCluster, statusOf, stopCluster } from '../../scripts/kafka/cluster.mjs'
import { readLog, topicName } from '../support/kafka.js'
import { openProducer, until } from '../support/producers.js'

// A cluster of its own, because it is taken away. Named after this process, which it does not outlive.
const name = `late-${process.pid}`
afterAll(() => stopCluster({ name, wipe: true }))

test('producing starts before the broker runs and survives its late arrival', async () => {
  // The official package's connect asks a broker for all topics: for as long as none runs nothing can be produced.
  const { bootstrapServers } = await startCluster({ name, ownerPid: process.pid })
  // Asked to end, it comes back sooner than after a SIGKILL: the controller need not wait for its session to expire.
  await killNode({ name, id: 1, signal: 'SIGTERM' })
  await until('the broker is gone', () => !statusOf({ name })?.nodes[0]?.up)
  const topic = topicName('late')
  const producer = openProducer({ 'bootstrap.servers': bootstrapServers, 'reconnect.backoff.max.ms': 500 })
  const refused = once(producer, 'error', { signal: AbortSignal.timeout(10_000) })

  const values = Array.from({ length: 100 }, (_, index) => `value-${index}`)
  const early = values.slice(0, 50).map((value) => producer.send({ topic, key: 'k', value }))
  const [error] = await refused
  expect(error.message).toContain(bootstrapServers)
  const late = values.slice(50).map((value) => producer.send({ topic, key: 'k', value }))
  expect(producer.ledger).toEqual({ accepted: 100, delivered: 0, failed: 0, outstanding: 100 })

  await restartNode({ name, id: 1 })
  const reports = await Promise.all([...early, ...late])
  expect(reports.map(({ offset }) => offset)).toEqual(values.map((_, index) => index))
  expect(await producer.close()).toEqual({ accepted: 100, delivered: 100, failed: 0, outstanding: 0 })
  const { records } = await readLog(bootstrapServers, topic)
  expect(records.map(({ value }) => String(value))).toEqual(values)
}, 60_000)
