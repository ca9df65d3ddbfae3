import { describe } from '../describe.js'
import { KafkaError } from '../errors.js'

const MAX_INT32 = 2 ** 31 - 1

/** @throws KafkaError `_INVALID_ARG` unless it is a whole number within the bounds */
export function checkCount(name: string, value: unknown, least: number, most = MAX_INT32): number {
  if (Number.isSafeInteger(value) && (value as number) >= least && (value as number) <= most) {
    return value as number
  }
  const bounds = most === MAX_INT32 ? `${least} on` : `${least} to ${most}`
  throw new KafkaError(
    '_INVALID_ARG',
    `${name} must be a whole number from ${bounds}, got ${describe(value)}`,
  )
}

/**
 * The number of a code; null stands for success.
 * @throws KafkaError `_INVALID_ARG` for a code that librdkafka does not have
 */
export function checkCode(name: string, code: unknown): number {
  if (code === null) return 0
  try {
    if (typeof code === 'string') return new KafkaError(code).errno
  } catch {
    // Told below, with what came.
  }
  throw new KafkaError(
    '_INVALID_ARG',
    `${name} must be a code such as 'NOT_LEADER_FOR_PARTITION' or '_TRANSPORT', got ${describe(code)}`,
  )
}

/** @throws KafkaError `_INVALID_ARG` unless it is a boolean */
export function checkFlag(name: string, value: unknown): boolean {
  if (typeof value === 'boolean') return value
  throw new KafkaError('_INVALID_ARG', `${name} must be true or false, got ${describe(value)}`)
}
