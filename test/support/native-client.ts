import type { AddonClient } from '../../src/engine/addon.js'
import { openClients } from '../../src/engine/unclosed.js'
import { Producer, type ProducerOptions } from '../../src/index.js'
import { openProducer } from './producers.js'

/** Kinds of requests, by their number in Kafka's protocol. */
export const PRODUCE_REQUEST = 0

/** A producer on the engine `native`, and its client with the doors for tests: injected errors. */
export function openWithClient(options: ProducerOptions): { producer: Producer; client: AddonClient } {
  const before = new Set(openClients())
  const producer = openProducer({ ...options, engine: 'native' })
  const client = openClients().find((each) => !before.has(each))
  if (!(producer instanceof Producer) || client === undefined) throw new Error('no client of its own')
  return { producer, client }
}
