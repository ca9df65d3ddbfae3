// The same kind of tests with Node's own runner.
// node --import tsx --test examples/testing/with-node-test.ts
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { KafkaError, Producer } from 'lingerbus'
import { FakeProducer, MockCluster } from 'lingerbus/testing'
import { OrderService } from './order-service.js'

test('an order waits for a cluster that is down', async () => {
  await using producer = new FakeProducer({ 'bootstrap.servers': 'kafka:9092' }, { down: true })
  const placed = new OrderService(producer).place({ id: 'order-1', total: 1 })
  assert.equal(await producer.flush(20), 1)
  producer.comeUp()
  await placed
  assert.equal(producer.messages[0]?.outcome, 'delivered')
})

test('what cannot be helped reaches the caller', async () => {
  await using producer = new FakeProducer()
  producer.fail({ code: 'TOPIC_AUTHORIZATION_FAILED' })
  await assert.rejects(new OrderService(producer).place({ id: 'order-1', total: 1 }), (error) => {
    return KafkaError.is(error) && error.code === 'TOPIC_AUTHORIZATION_FAILED'
  })
})

test('errors that pass are never seen', async () => {
  await using cluster = new MockCluster({ brokers: 1, topics: { orders: 1 } })
  cluster.fail('Produce', ['NOT_ENOUGH_REPLICAS', 'NOT_ENOUGH_REPLICAS'])
  await using producer = new Producer({ 'bootstrap.servers': cluster.bootstrapServers })
  await new OrderService(producer).place({ id: 'order-1', total: 1 })
  assert.equal(cluster.count('Produce'), 3)
})
