import { type Metric, type Registry, register } from 'prom-client'
import type { ProducerMetrics } from './producer/metrics.js'
import { makeSnapshots } from './prometheus/collected.js'

/** Whatever has `metrics()`: a producer of this package, be it the ESM copy or the CommonJS one. */
export interface MetricsSource {
  metrics(): ProducerMetrics
}

const ONE_OF_THEM = 'kafka_producer_record_send_total'
const watched = new WeakMap<Registry, Set<MetricsSource>>()

/**
 * Shows a producer to Prometheus, in prom-client's default register unless told: `kafka_producer_…`, with the label
 * `client_id`. The values are read when they are scraped. Several producers share the names; those with the same
 * `client.id` are added up.
 * @returns takes the producer out again: after its close, when its last numbers have been scraped
 * @throws Error (prom-client's) where the register has other metrics of these names; TypeError for what is no producer
 */
export function collectMetrics(producer: MetricsSource, registry: Registry = register): () => void {
  if (typeof producer?.metrics !== 'function') throw new TypeError('collectMetrics takes a producer')
  const sources = stillWatched(registry) ?? watch(registry)
  sources.add(producer)
  return () => {
    sources.delete(producer)
  }
}

/** A register that was cleared is a new one. */
function stillWatched(registry: Registry): Set<MetricsSource> | undefined {
  return registry.getSingleMetric(ONE_OF_THEM) === undefined ? undefined : watched.get(registry)
}

function watch(registry: Registry): Set<MetricsSource> {
  const sources = new Set<MetricsSource>()
  for (const snapshot of makeSnapshots(() => [...sources].map((source) => source.metrics()))) {
    // prom-client's type knows its own classes only; a register needs no more than a Snapshot has.
    registry.registerMetric(snapshot as unknown as Metric)
  }
  watched.set(registry, sources)
  return sources
}
