import type { Statistics } from '../index.js'
import type { SlotAnswer } from './protocol.js'

/** Of librdkafka's statistics what we read (STATISTICS.md). Latencies are windows in µs, one a document. */
interface Window {
  readonly sum: number
  readonly cnt: number
}
interface BrokerStatistics {
  readonly req: { readonly Produce?: number }
  readonly txbytes: number
  readonly int_latency: Window
  readonly outbuf_latency: Window
  readonly rtt: Window
}
interface TopicStatistics {
  readonly partitions: Readonly<Record<string, { readonly txmsgs: number; readonly txbytes: number }>>
}

interface Sample {
  readonly atMs: number
  readonly requests: number
  readonly wireBytes: number
  readonly messages: number
  readonly messageBytes: number
  readonly queue: Window
  readonly outbuf: Window
  readonly wire: Window
}

/** Requests and the time inside librdkafka, between two moments: from the documents that came in between. */
export class RequestFigures {
  readonly #samples: Sample[] = []

  add(statistics: Statistics): void {
    const brokers = Object.values(statistics.brokers) as unknown as BrokerStatistics[]
    const topics = Object.values(statistics.topics) as unknown as TopicStatistics[]
    const partitions = topics.flatMap((topic) => Object.values(topic.partitions))
    const total = <Item>(items: readonly Item[], of: (item: Item) => number) =>
      items.reduce((sum, item) => sum + of(item), 0)
    const window = (of: (broker: BrokerStatistics) => Window) => ({
      sum: total(brokers, (broker) => of(broker).sum),
      cnt: total(brokers, (broker) => of(broker).cnt),
    })
    this.#samples.push({
      atMs: performance.now(),
      requests: total(brokers, ({ req }) => req.Produce ?? 0),
      wireBytes: total(brokers, ({ txbytes }) => txbytes),
      messages: total(partitions, ({ txmsgs }) => txmsgs),
      messageBytes: total(partitions, ({ txbytes }) => txbytes),
      queue: window((broker) => broker.int_latency),
      outbuf: window((broker) => broker.outbuf_latency),
      wire: window((broker) => broker.rtt),
    })
  }

  /** null where no two documents came between the two. */
  between(fromMs: number, toMs: number): SlotAnswer['requests'] {
    const inside = this.#samples.filter(({ atMs }) => atMs >= fromMs && atMs <= toMs)
    const [first, last] = [inside[0], inside.at(-1)]
    if (first === undefined || last === undefined || first === last) return null
    const grown = (name: 'requests' | 'wireBytes' | 'messages' | 'messageBytes') => last[name] - first[name]
    // The first document's window lies before the first document.
    const meanMs = (name: 'queue' | 'outbuf' | 'wire') => {
      const windows = inside.slice(1).map((sample) => sample[name])
      const count = windows.reduce((sum, { cnt }) => sum + cnt, 0)
      return ratio(windows.reduce((sum, each) => sum + each.sum, 0) / 1000, count)
    }
    return {
      perSecond: grown('requests') / ((last.atMs - first.atMs) / 1000),
      messages: ratio(grown('messages'), grown('requests')),
      bytes: ratio(grown('wireBytes'), grown('requests')),
      compressionRatio: ratio(grown('messageBytes'), grown('wireBytes')),
      queueMs: meanMs('queue'),
      outbufMs: meanMs('outbuf'),
      wireMs: meanMs('wire'),
    }
  }
}

function ratio(a: number, b: number): number | null {
  return b > 0 ? a / b : null
}
