import type { Producer } from 'lingerbus'
import { collectMetrics } from 'lingerbus/metrics'
import { Counter, Registry } from 'prom-client'

/** What a scraper reads from /metrics: the service's own numbers, and its producer's as `kafka_producer_…`. */
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
  collectMetrics(producer, registry)
  return { registry, events, connections, paused }
}
