import { type Reader, Writer } from './bytes.js'

/** A request of Kafka's protocol, and how its answer is read. Field names are those of Kafka's message definitions. */
export interface Request<Answer> {
  readonly key: number
  readonly version: number
  readonly body: Buffer
  read(reader: Reader): Answer
}

export const PRODUCE = 0
export const METADATA = 3
export const SASL_AUTHENTICATE = 36

/** Lowest and highest version by API key. */
export type ApiVersions = ReadonlyMap<number, readonly [min: number, max: number]>

/** Version 0, which every broker answers, and before any login. */
export const apiVersions: Request<{ errorCode: number; versions: ApiVersions }> = {
  key: 18,
  version: 0,
  body: Buffer.alloc(0),
  read: (reader) => ({
    errorCode: reader.int16(),
    versions: new Map(
      reader.array(() => [reader.int16(), [reader.int16(), reader.int16()] as const] as const),
    ),
  }),
}

/** Version 1: the tokens that follow are requests of their own (KIP-152). */
export function saslHandshake(mechanism: string): Request<{ errorCode: number; mechanisms: string[] }> {
  return {
    key: 17,
    version: 1,
    body: new Writer().string(mechanism).end(),
    read: (reader) => ({ errorCode: reader.int16(), mechanisms: reader.array(() => reader.string()) }),
  }
}

export interface SaslAnswer {
  readonly errorCode: number
  readonly errorMessage: string | null
  readonly token: Buffer
}

export function saslAuthenticate(token: Buffer): Request<SaslAnswer> {
  return {
    key: SASL_AUTHENTICATE,
    version: 0,
    body: new Writer().bytes(token).end(),
    read: (reader) => ({
      errorCode: reader.int16(),
      errorMessage: reader.nullableString(),
      token: reader.bytes(),
    }),
  }
}

export interface BrokerAddress {
  readonly id: number
  readonly host: string
  readonly port: number
}

export interface TopicAnswer {
  readonly errorCode: number
  readonly name: string
  readonly partitions: {
    readonly errorCode: number
    readonly id: number
    /** −1: none */
    readonly leader: number
    readonly replicas: number[]
    readonly isrs: number[]
  }[]
  /** A bit for each `AclOperation` that this client may do on the topic; null where the broker does not say. */
  readonly operations: number | null
}

export interface MetadataAnswer {
  readonly brokers: BrokerAddress[]
  readonly clusterId: string | null
  readonly topics: TopicAnswer[]
}

/** Version 4 of Kafka 0.11, or 8 of 2.3, which says what this client may do (KIP-430). Creates no topic. */
export function metadata(topic: string | null, versions: ApiVersions): Request<MetadataAnswer> {
  const says = (versions.get(METADATA)?.[1] ?? 4) >= 8
  const body = new Writer().int32(topic === null ? 0 : 1)
  if (topic !== null) body.string(topic)
  body.bool(false)
  if (says) body.bool(false).bool(true)
  return {
    key: METADATA,
    version: says ? 8 : 4,
    body: body.end(),
    read: (reader) => readMetadata(reader, says),
  }
}

function readMetadata(reader: Reader, isNew: boolean): MetadataAnswer {
  reader.int32() // throttle_time_ms
  const brokers = reader.array(() => {
    const broker = { id: reader.int32(), host: reader.string(), port: reader.int32() }
    reader.nullableString() // rack
    return broker
  })
  const clusterId = reader.nullableString()
  reader.int32() // controller_id
  const numbers = () => reader.array(() => reader.int32())
  const topics = reader.array(() => {
    const [errorCode, name] = [reader.int16(), reader.string()]
    reader.bool() // is_internal
    const partitions = reader.array(() => {
      const partition = { errorCode: reader.int16(), id: reader.int32(), leader: reader.int32() }
      if (isNew) reader.int32() // leader_epoch
      const [replicas, isrs] = [numbers(), numbers()]
      if (isNew) numbers() // offline_replicas
      return { ...partition, replicas, isrs }
    })
    const operations = isNew ? reader.int32() : NOT_SAID
    return { errorCode, name, partitions, operations: operations === NOT_SAID ? null : operations }
  })
  return { brokers, clusterId, topics }
}

/** `AclOperation.WRITE` as a bit. */
export const MAY_WRITE = 1 << 4
const NOT_SAID = -(2 ** 31)

const TOPIC = 2

export interface ConfigsAnswer {
  readonly errorCode: number
  readonly configs: Record<string, string>
}

/** `DescribeConfigs` version 1, of one topic. */
export function topicConfigs(topic: string): Request<ConfigsAnswer> {
  return {
    key: 32,
    version: 1,
    // Every setting, without synonyms.
    body: new Writer().int32(1).int8(TOPIC).string(topic).int32(-1).bool(false).end(),
    read: (reader) => {
      reader.int32() // throttle_time_ms
      const [first] = reader.array(() => {
        const errorCode = reader.int16()
        reader.nullableString() // error_message
        reader.int8() // resource_type
        reader.string() // resource_name
        const rows = reader.array(() => {
          const row = [reader.string(), reader.nullableString() ?? ''] as const
          reader.bool() // read_only
          reader.int8() // config_source
          reader.bool() // is_sensitive
          reader.array(() => [reader.string(), reader.nullableString(), reader.int8()]) // synonyms
          return row
        })
        return { errorCode, configs: Object.fromEntries(rows) }
      })
      return first ?? { errorCode: -1, configs: {} }
    },
  }
}
