import type { Settings } from './figures.js'

export interface JavaSettings {
  readonly settings: Readonly<Record<string, string>>
  /** What differs there, in sentences. */
  readonly notes: readonly string[]
}

/** Java has these by the same names; the note says in what they differ (org.apache.kafka.clients.producer.ProducerConfig). */
const SAME_NAMES: Readonly<Record<string, string | null>> = {
  'linger.ms': null,
  'batch.size':
    'batch.size: Java counts compressed bytes as it estimates them, and buffer.memory must hold a batch for each partition',
  'compression.type': null,
}

const NO_COUNTERPART: Readonly<Record<string, string>> = {
  'sticky.partitioning.linger.ms': "Java's sticky partitioner goes by bytes and needs no time",
  'batch.num.messages': 'Java does not count the messages of a batch',
}

/** The same settings for a Java producer, as far as it has them. */
export function toJava(settings: Settings): JavaSettings {
  const java: Record<string, string> = {}
  const notes = [
    "measured with librdkafka: Java's producer sends batches of several partitions in one request",
  ]
  for (const [name, value] of Object.entries(settings)) {
    const note = SAME_NAMES[name]
    if (note === undefined) {
      notes.push(`${name}: left out; ${NO_COUNTERPART[name] ?? 'no property that means the same'}`)
    } else if (name === 'linger.ms' && !Number.isInteger(Number(value))) {
      notes.push(`linger.ms: Java takes whole milliseconds; ${value} was rounded`)
      java[name] = String(Math.round(Number(value)))
    } else {
      if (note !== null) notes.push(note)
      java[name] = value
    }
  }
  return { settings: java, notes }
}
