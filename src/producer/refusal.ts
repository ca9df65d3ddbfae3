import type { EngineOptions } from '../engine/engine.js'
import { errorText, KafkaError, MessageError, QueueFullError } from '../errors.js'
import { type CheckedMessage, contentLength } from '../message.js'
import {
  FATAL,
  MSG_SIZE_TOO_LARGE,
  QUEUE_FULL,
  STATE,
  TOPIC_AUTHORIZATION_FAILED,
  UNKNOWN_PARTITION,
} from '../named-codes.js'
import { explainDenied } from '../refusals.js'

type Limits = Pick<EngineOptions, 'queueMaxBytes' | 'messageMaxBytes'>

/** The error for a code with which an engine refused a message: what, how much, and what to do. */
export function refusalOf(
  code: number,
  message: CheckedMessage,
  limits: Limits,
  outstanding: number,
): KafkaError {
  switch (code) {
    case QUEUE_FULL:
      if (isTooLargeForQueue(message, limits)) {
        return new MessageError(
          'MSG_SIZE_TOO_LARGE',
          `a value of ${contentLength(message.value)} bytes never fits into a queue of ${limits.queueMaxBytes} bytes (queue.buffering.max.kbytes)`,
        )
      }
      return new QueueFullError(
        `the queue is full with ${outstanding} messages outstanding (queue.buffering.max.messages, queue.buffering.max.kbytes): await producer.drained(), or use send, which waits`,
      )
    case MSG_SIZE_TOO_LARGE:
      return new MessageError(
        code,
        `a message of ${sizeOf(message)} bytes and its framing is larger than message.max.bytes (${limits.messageMaxBytes})`,
      )
    case UNKNOWN_PARTITION:
      return new MessageError(code, `topic '${message.topic}' has no partition ${message.partition}`)
    case STATE:
      return new MessageError(
        code,
        'a transactional producer takes messages only between beginTransaction and commit or abort',
      )
    case FATAL:
      return new KafkaError(code, 'the producer has met a fatal error: close it and make a new one', {
        fatal: true,
      })
    case TOPIC_AUTHORIZATION_FAILED: {
      const text = `${errorText(code)}: topic '${message.topic}' (${explainDenied(message.topic)})`
      return new MessageError(code, text)
    }
    default:
      return new MessageError(code, `${errorText(code)}: topic '${message.topic}'`)
  }
}

/** True where waiting for room would never end. */
export function isTooLargeForQueue(message: CheckedMessage, limits: Limits): boolean {
  return contentLength(message.value) > limits.queueMaxBytes
}

function sizeOf({ key, value, headers }: CheckedMessage): number {
  let size = contentLength(key) + contentLength(value)
  for (const part of headers ?? []) size += contentLength(part)
  return size
}
