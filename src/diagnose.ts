import type { ProducerOptions } from './config/options.js'
import { resolveConfig } from './config/resolve.js'
import { describe } from './describe.js'
import type { DiagnoseOptions, Diagnosis } from './doctor/diagnosis.js'
import { KafkaError } from './errors.js'
import { readOptions } from './producer/call-options.js'
import { Producer } from './producer.js'

const LEAST_MS = 100
const MOST_MS = 600_000

/**
 * Why a producer with these options does not get through: walks from the settings over DNS, TCP, TLS, SASL and
 * metadata to each advertised listener and the topic, and stops at the first broken rung with its cause, the
 * evidence and the mend. Writes nothing unless `produce`. Answers within 5 s unless
 * `timeoutMs` says otherwise; a test message may take as long again.
 * @throws (rejects) KafkaError `_INVALID_ARG` for wrong `more`; what is wrong with `options` is part of the diagnosis
 */
export async function diagnose(options: ProducerOptions, more: DiagnoseOptions = {}): Promise<Diagnosis> {
  const checked = check(more)
  // A file of its own, and Node's TLS with it: who never asks does not load it.
  const { climb } = await import('./doctor/climb.js')
  return climb({ resolve: () => resolveConfig(options), open: () => new Producer(options) }, checked)
}

function check(more: unknown): DiagnoseOptions {
  const { topic, produce, timeoutMs, onRung } = readOptions(more, ['topic', 'produce', 'timeoutMs', 'onRung'])
  if (topic !== undefined && (typeof topic !== 'string' || topic === '')) {
    throw wrong('topic must be a topic name', topic)
  }
  if (produce !== undefined && typeof produce !== 'boolean') throw wrong('produce must be a boolean', produce)
  if (produce && topic === undefined) throw wrong('produce needs a topic to write to', topic)
  if (
    timeoutMs !== undefined &&
    !(typeof timeoutMs === 'number' && timeoutMs >= LEAST_MS && timeoutMs <= MOST_MS)
  ) {
    throw wrong(`timeoutMs must be milliseconds from ${LEAST_MS} to ${MOST_MS}`, timeoutMs)
  }
  if (onRung !== undefined && typeof onRung !== 'function') throw wrong('onRung must be a function', onRung)
  return { topic, produce, timeoutMs, onRung: onRung as DiagnoseOptions['onRung'] }
}

function wrong(expected: string, got: unknown): KafkaError {
  return new KafkaError('_INVALID_ARG', `${expected}, got ${describe(got)}`)
}
