import type { ProducerOptions } from '../../../src/index.js'
import { openWithClient } from '../../support/native-client.js'
import { MOCK } from '../../support/producers.js'

const { 'enable.idempotence': _, ...mock } = MOCK
export const TRANSACTIONAL: ProducerOptions = {
  ...mock,
  'transactional.id': 'contract',
  'retry.backoff.ms': 10,
}

export const message = { topic: 'a', value: 'x', partition: 0 }
export const offsets = [{ topic: 'in', partition: 0, offset: 7 }]

export const open = (options: ProducerOptions = {}) => openWithClient({ ...TRANSACTIONAL, ...options })

export async function openReady(options: ProducerOptions = {}) {
  const opened = open(options)
  await opened.producer.initTransactions()
  return opened
}

export async function openBegun(options: ProducerOptions = {}) {
  const opened = await openReady(options)
  await opened.producer.beginTransaction()
  return opened
}
