import { murmur2 } from '../partitioners/hash.js'
import { partition } from '../partitioners/keyed.js'
import type { KeyedName } from '../partitioners/names.js'
import { murmur2ByPackage } from '../partitioners/second-opinion.js'
import type { SampledRecord, TopicSample } from './topic-sample.js'

/** Of the two names of a family only what they do with null and empty keys differs. */
export interface Family {
  readonly names: readonly [KeyedName, KeyedName]
  readonly writers: string
}

export const FAMILIES: readonly Family[] = [
  {
    names: ['murmur2_random', 'murmur2'],
    writers: 'Java, Kafka Streams, Connect, kafkajs, franz-go, lingerbus',
  },
  {
    names: ['consistent_random', 'consistent'],
    writers: "librdkafka's default: kcat, Confluent's Python, Go, .NET and JavaScript, node-rdkafka",
  },
  { names: ['fnv1a_random', 'fnv1a'], writers: 'sarama (Go)' },
]

export interface Match {
  readonly partitioner: KeyedName
  readonly alsoCalled: KeyedName
  readonly writers: string
  /** Of the records whose key decides, how many lie where this partitioner puts them: 0 to 1. */
  readonly share: number
}

export type Finding =
  /** One partitioner explains all. */
  | 'named'
  /** One explains all, if the topic had fewer partitions once. */
  | 'grown'
  /** Several writers, partitions chosen by hand, or a partitioner of somebody's own. */
  | 'unclear'
  /** Too few different keys, or a single partition: chance could have done it. */
  | 'too-few'

export interface Verdict {
  readonly topic: string
  readonly partitionCount: number
  readonly topicRecords: number
  readonly sampled: number
  readonly keyed: number
  readonly differentKeys: number
  readonly byChance: number
  /** Best first. */
  readonly matches: readonly Match[]
  readonly finding: Finding
  /** Who wrote it, most likely; null when that cannot be told. */
  readonly writtenWith: KeyedName | null
  /** Where the finding is `grown`. */
  readonly earlierPartitionCount: number | null
  /** The partitioner that someone wants to use, and the share of keyed records that it would put elsewhere. */
  readonly wanted: KeyedName
  readonly wouldMove: number | null
  /** Keys for which our murmur2 and murmurhash-js differ: never, or one of both is broken. */
  readonly secondOpinionDiffers: number
}

/** A record in a hundred may have been placed by hand. */
const SURE = 0.99
/** The chance that a wrong partitioner explains every key is one in a million at most. */
const CHANCE = 1e-6

export function judge(sample: TopicSample, wanted: KeyedName): Verdict {
  const { topic, partitionCount, topicRecords, records } = sample
  const keyed = records.filter(({ key }) => key !== null)
  const different = new Map(keyed.map(({ key }) => [key!.toString('latin1'), key!]))
  const matches = FAMILIES.map(({ names: [name, alsoCalled], writers }) => {
    const share = shareOf(keyed, (key) => partition(name, key, partitionCount))
    return { partitioner: name, alsoCalled, writers, share }
  }).sort((a, b) => b.share - a.share)
  const best = matches[0]!
  const isEnough = partitionCount ** -different.size < CHANCE
  const earlier = isEnough && best.share < SURE ? findEarlierCount(keyed, partitionCount) : null
  const finding: Finding = !isEnough
    ? 'too-few'
    : best.share >= SURE
      ? 'named'
      : earlier !== null
        ? 'grown'
        : 'unclear'
  return {
    topic,
    partitionCount,
    topicRecords,
    sampled: records.length,
    keyed: keyed.length,
    differentKeys: different.size,
    byChance: 1 / partitionCount,
    matches,
    finding,
    writtenWith: finding === 'named' ? best.partitioner : finding === 'grown' ? earlier!.partitioner : null,
    earlierPartitionCount: finding === 'grown' ? earlier!.count : null,
    wanted,
    wouldMove:
      keyed.length === 0 ? null : 1 - shareOf(keyed, (key) => partition(wanted, key, partitionCount)),
    secondOpinionDiffers: [...different.values()].filter((key) => murmur2(key) !== murmur2ByPackage(key))
      .length,
  }
}

/** An undecided key (−1) says nothing for or against a partitioner. */
function shareOf(records: readonly SampledRecord[], placeOf: (key: Buffer) => number): number {
  let decided = 0
  let right = 0
  for (const record of records) {
    const place = placeOf(record.key!)
    if (place < 0) continue
    decided++
    if (place === record.partition) right++
  }
  return decided === 0 ? 0 : right / decided
}

const MOST_COUNTS = 100

/** A count below the present one that explains what the present one does not. */
function findEarlierCount(records: readonly SampledRecord[], partitionCount: number) {
  for (const { names } of FAMILIES) {
    const [partitioner] = names
    const odd = records.filter(({ key, partition: at }) => {
      const place = partition(partitioner, key, partitionCount)
      return place >= 0 && place !== at
    })
    const different = new Set(odd.map(({ key }) => key!.toString('latin1'))).size
    for (let count = partitionCount - 1; count >= Math.max(1, partitionCount - MOST_COUNTS); count--) {
      // One partition explains nothing: everything would lie there.
      if (count === 1 || count ** -different >= CHANCE) continue
      if (shareOf(odd, (key) => partition(partitioner, key, count)) >= SURE) return { partitioner, count }
    }
  }
  return null
}
