/** One line of what a scraper reads; `metricName` where it is not the metric's own (`…_bucket`). */
export interface Sample {
  readonly labels: Readonly<Record<string, string | number>>
  readonly value: number
  readonly metricName?: string
}

/**
 * A metric of prom-client's whose values are read when it is scraped. Its own Counter and Histogram count what they
 * are told; here the producer has counted already, and a histogram could only be told each message once more.
 */
export class Snapshot {
  /** prom-client takes a counter's `_total` off for OpenMetrics. */
  name: string
  readonly help: string
  readonly type: 'counter' | 'gauge' | 'histogram'
  /** How the workers of a node:cluster are put together. */
  readonly aggregator: 'sum' | 'average'
  readonly #read: (name: string) => Sample[]

  constructor(
    [name, type, help, aggregator = 'sum']: [string, Snapshot['type'], string, ('sum' | 'average')?],
    read: (name: string) => Sample[],
  ) {
    this.name = name
    this.type = type
    this.help = help
    this.aggregator = aggregator
    this.#read = read
  }

  async get() {
    const { name, help, type, aggregator } = this
    return { name, help, type, aggregator, values: this.#read(name) }
  }

  /** Nothing here can be reset: the producer counts on. */
  reset(): void {}
}
