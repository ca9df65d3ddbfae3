// Tests of a service with vitest: against a FakeProducer, which needs no Kafka, and against a cluster that loses its leader.
// npx vitest run --root examples/testing
import { Producer } from 'lingerbus'
import { FakeProducer, HASTY_RETRIES, MockCluster } from 'lingerbus/testing'
import { expect, test } from 'vitest'
import { OrderService } from './order-service.js'

test('an order is a message with the order as its key', async () => {
  await using producer = new FakeProducer()
  await new OrderService(producer).place({ id: 'order-42', total: 129.9 })
  expect(producer.messagesTo('orders')).toMatchObject([
    { key: 'order-42', value: '{"id":"order-42","total":129.9}', outcome: 'delivered' },
  ])
})

test('an order that is too large is put aside, and the next one goes through', async () => {
  await using producer = new FakeProducer()
  producer.fail({ code: 'MSG_SIZE_TOO_LARGE', nth: 2 })
  const service = new OrderService(producer)
  for (const id of ['a', 'b', 'c']) await service.place({ id, total: 1 })
  expect(service.refused).toEqual(['b'])
  expect(producer.ledger).toEqual({ accepted: 3, delivered: 2, failed: 1, outstanding: 0 })
})

test('the leader dies after the 17th batch: no order is lost', async () => {
  await using cluster = new MockCluster({ brokers: 3, topics: { orders: 1 } })
  await using producer = new Producer({ 'bootstrap.servers': cluster.bootstrapServers, ...HASTY_RETRIES })
  // A broker that goes down is heard of; without a listener it would be a warning.
  producer.on('error', () => {})
  const death = cluster.killLeader('orders', 0, { afterBatches: 17 })

  const service = new OrderService(producer)
  for (let id = 0; id < 30; id++) await service.place({ id: `order-${id}`, total: id })
  expect(await death).toEqual({ leader: 1, heir: 2 })
  expect(producer.ledger).toEqual({ accepted: 30, delivered: 30, failed: 0, outstanding: 0 })
})
