import type { BindingClient, BindingMetadata } from './binding-client.js'
import type { Content, HeaderList, Metadata } from './engine.js'

/** The arguments of the package's produce. */
export type WireMessage = Parameters<BindingClient['produce']>
export const SLOT_PART = 5

/** What is held must not change with the caller's buffers; librdkafka copies what it takes. */
export function copyParts([
  topic,
  partition,
  value,
  key,
  timestamp,
  slot,
  headers,
]: WireMessage): WireMessage {
  const copy = (bytes: Buffer | null) => (bytes === null || bytes.length === 0 ? bytes : Buffer.from(bytes))
  const copyOne = (header: Record<string, Buffer>) =>
    Object.fromEntries(Object.entries(header).map(([name, value]) => [name, copy(value)!]))
  return [topic, partition, copy(value), copy(key), timestamp, slot, headers?.map(copyOne)]
}

/** Node gives a null pointer for an empty Buffer, and the package sends that as null: a view of a byte has an address. */
const EMPTY = Buffer.alloc(1).subarray(0, 0)

/** Always bytes: the package ends strings at their first NUL. */
export function toBytes(content: Content): Buffer | null {
  if (content === null) return null
  if (content.length === 0) return EMPTY
  return typeof content === 'string'
    ? Buffer.from(content)
    : Buffer.from(content.buffer, content.byteOffset, content.byteLength)
}

/** One object a header: the package reads an object's first property only. */
export function toHeaderObjects(headers: HeaderList): Record<string, Buffer>[] {
  const objects: Record<string, Buffer>[] = []
  for (let at = 0; at < headers.length; at += 2) {
    objects.push({ [headers[at] as string]: toBytes(headers[at + 1]!)! })
  }
  return objects
}

export function toMetadata({ brokers, topics }: BindingMetadata): Metadata {
  return {
    brokers: brokers.map(({ id, host, port }) => ({ id, host, port })),
    topics: topics.map(({ name, partitions }) => ({
      name,
      partitions: partitions.map(({ id, leader, replicas, isrs }) => ({ id, leader, replicas, isrs })),
    })),
  }
}
