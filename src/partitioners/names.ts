/** librdkafka's own partitioners, computed in C; the first is our default and Java's placement. */
export const PARTITIONER_NAMES = [
  'murmur2_random',
  'murmur2',
  'consistent_random',
  'consistent',
  'fnv1a_random',
  'fnv1a',
  'random',
] as const

/** Those that lingerbus adds: they choose for messages without a key, before the message goes to librdkafka. */
export const OWN_PARTITIONER_NAMES = ['round_robin', 'uniform_sticky', 'adaptive_sticky'] as const

export type KeyedName = (typeof PARTITIONER_NAMES)[number]
export type OwnName = (typeof OWN_PARTITIONER_NAMES)[number]

/** A hyphen may stand for the underscore. */
type Spelled<Name extends string> = Name | (Name extends `${infer A}_${infer B}` ? `${A}-${B}` : never)

/** The partitioners whose placement a key decides. */
export type KeyedPartitionerName = Spelled<KeyedName>
/** Every partitioner that has a name. */
export type PartitionerName = Spelled<KeyedName | OwnName>

export function withUnderscore(name: string): string {
  return name.replaceAll('-', '_')
}

export function isKeyedName(name: string): name is KeyedName {
  return (PARTITIONER_NAMES as readonly string[]).includes(name)
}
