import { describe, isArray } from '../describe.js'
import type { ConsumedPartition, ConsumerGroup } from '../engine/engine.js'
import { KafkaError } from '../errors.js'
import { checkTopic } from '../message.js'
import { readOptions } from './call-options.js'

/** How far a partition was read: goes into the transaction in place of the consumer's own commit. */
export interface ConsumedOffset {
  readonly topic: string
  readonly partition: number
  /**
   * Of the message to read next: one more than that of the last one read. Text of digits and bigint are taken as
   * well. Negative: nothing was read yet, and the partition is left out.
   */
  readonly offset: number | bigint | string
  /** Of the message that was read last; lets the broker notice that a log was cut (KIP-320). */
  readonly leaderEpoch?: number | null | undefined
  readonly metadata?: string | null | undefined
}

/**
 * The consumer as a member of its group (`rd_kafka_consumer_group_metadata_new_with_genid`). With its generation and
 * member id a consumer that was thrown out of the group is fenced off; the group's name alone gives that up.
 */
export interface ConsumerGroupMetadata {
  readonly groupId: string
  readonly generationId?: number | undefined
  readonly memberId?: string | undefined
  readonly groupInstanceId?: string | null | undefined
}

/** @throws KafkaError `_INVALID_ARG` that names the place */
export function checkOffsets(offsets: unknown): ConsumedPartition[] {
  if (!isArray(offsets)) throw refuse('offsets must be an array of { topic, partition, offset }', offsets)
  let list: unknown[]
  try {
    list = Array.from(offsets as unknown[])
  } catch (cause) {
    throw new KafkaError('_INVALID_ARG', 'offsets cannot be read: a getter or a proxy threw', { cause })
  }
  return list.map((each, at) => checkOffset(each, `offsets[${at}]`))
}

function checkOffset(given: unknown, where: string): ConsumedPartition {
  if (typeof given !== 'object' || given === null)
    throw refuse(`${where} must be { topic, partition, offset }`, given)
  const { topic, partition, offset, leaderEpoch, metadata } = readFields(given as ConsumedOffset, where)
  checkTopic(topic)
  return {
    topic,
    partition: checkInteger(partition, 0, 2 ** 31 - 1, `${where}.partition`),
    offset: checkOffsetNumber(offset, `${where}.offset`),
    leaderEpoch: checkInteger(leaderEpoch ?? -1, -1, 2 ** 31 - 1, `${where}.leaderEpoch`),
    metadata: checkText(metadata ?? '', `${where}.metadata`),
  }
}

/** Each once. */
function readFields(given: ConsumedOffset, where: string): ConsumedOffset {
  try {
    const { topic, partition, offset, leaderEpoch, metadata } = given
    return { topic, partition, offset, leaderEpoch, metadata }
  } catch (cause) {
    throw new KafkaError('_INVALID_ARG', `${where} cannot be read: a getter or a proxy threw`, { cause })
  }
}

/** A group's name, or a member of it. @throws KafkaError `_INVALID_ARG` */
export function checkGroup(group: unknown): ConsumerGroup {
  const given: Partial<Record<keyof ConsumerGroupMetadata, unknown>> =
    typeof group === 'string'
      ? { groupId: group }
      : readOptions(group, ['groupId', 'generationId', 'memberId', 'groupInstanceId'])
  const groupId = checkText(given.groupId, 'groupId')
  if (groupId === '') throw refuse("groupId must be the consumer group's name", groupId)
  return {
    groupId,
    generationId: checkInteger(given.generationId ?? -1, -1, 2 ** 31 - 1, 'generationId'),
    memberId: checkText(given.memberId ?? '', 'memberId'),
    groupInstanceId: checkText(given.groupInstanceId ?? '', 'groupInstanceId'),
  }
}

/** Kafka counts to 2^63; up to 2^53 a number is exact, and no log has come that far. */
function checkOffsetNumber(offset: unknown, where: string): number {
  const isDigits = typeof offset === 'string' && /^-?\d+$/.test(offset)
  const number = isDigits || typeof offset === 'bigint' ? Number(offset) : offset
  return checkInteger(number, Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER, where)
}

function checkInteger(value: unknown, least: number, most: number, where: string): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most) return value
  throw refuse(`${where} must be an integer from ${least} to ${most}`, value)
}

/** librdkafka reads up to a NUL. */
function checkText(value: unknown, where: string): string {
  if (typeof value === 'string' && !value.includes('\0')) return value
  throw refuse(`${where} must be text without a NUL`, value)
}

function refuse(expected: string, got: unknown): KafkaError {
  return new KafkaError('_INVALID_ARG', `${expected}, got ${describe(got)}`)
}
