import type { Content, HeaderList } from './engine.js'

/** `RD_KAFKAP_MESSAGE_V2_MAX_OVERHEAD`: what librdkafka adds before it compares with `message.max.bytes`. */
const MAX_OVERHEAD = 36

/** As librdkafka counts it against `message.max.bytes`. */
export function messageBytes(keyBytes: number, valueBytes: number, headers: HeaderList | null): number {
  return MAX_OVERHEAD + keyBytes + valueBytes + (headers === null ? 0 : headerBytes(headers))
}

/** `rd_kafka_headers_serialized_size`: names and values, each behind its length as a zigzag varint. */
function headerBytes(headers: HeaderList): number {
  let length = 0
  for (const part of headers) {
    const bytes = bytesOf(part)
    length += bytes + varintLength(bytes)
  }
  return length
}

function bytesOf(part: Content): number {
  if (part === null) return 0
  return typeof part === 'string' ? Buffer.byteLength(part) : part.byteLength
}

function varintLength(value: number): number {
  let length = 1
  for (let rest = Math.floor((value * 2) / 128); rest > 0; rest = Math.floor(rest / 128)) length++
  return length
}
