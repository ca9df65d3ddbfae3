import type { Producer } from 'lingerbus'
import { Counter, Gauge, Registry } from 'prom-client'

/** What a scraper reads from /metrics: the service's own numbers and its producer's. */
export function makeMetrics(producer: Producer) {
  const registry = new Registry()
  const registers = [registry]
  const events = new Counter({
    name: 'feed_events_total',
    help: 'Events of the feed by what became of them',
    labelNames: ['outcome'] as const,
    registers,
  })
  const connections = new Counter({ name: 'feed_connections_total', help: 'Connections made', registers })
  const paused = new Counter({
    name: 'feed_paused_seconds_total',
    help: 'Time in which the feed was not read, because Kafka was slower',
    registers,
  })
  for (const what of ['accepted', 'delivered', 'failed', 'outstanding'] as const) {
    new Gauge({
      name: `feed_producer_${what}`,
      help: `Messages ${what}, by the producer's ledger`,
      registers,
      collect() {
        this.set(producer.ledger[what])
      },
    })
  }
  return { registry, events, connections, paused }
}
