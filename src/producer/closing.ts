import type { Deliveries, Ledger } from '../deliveries.js'
import type { Engine } from '../engine/engine.js'
import { ClosedError } from '../errors.js'
import type { Dispatcher } from './dispatcher.js'
import type { Sends } from './sends.js'
import type { Transactions } from './transactions.js'

const NOTICE_MS = 5000

interface Parts {
  readonly engine: Engine
  readonly deliveries: Deliveries
  readonly dispatcher: Dispatcher
  readonly sends: Sends
  readonly transactions: Transactions
  readonly log: (text: string) => void
}

/**
 * The end of a producer, in order: flush while there is time (sends that wait get in) → refuse those that
 * still wait → abort a transaction that was left open → end the engine, which settles what is left in it → run the last callbacks. A callback that
 * throws holds up none of it; the first exception is thrown at the end.
 */
export async function closeDown(
  parts: Parts,
  timeoutMs: number,
  signal: AbortSignal | undefined,
): Promise<Ledger> {
  const { engine, deliveries, dispatcher, sends, transactions } = parts
  const end = timeoutMs < 0 ? Number.POSITIVE_INFINITY : performance.now() + timeoutMs
  const thrown: unknown[] = []
  const flushAll = async (flush: () => Promise<number>) => {
    for (;;) {
      try {
        return await flush()
      } catch (error) {
        thrown.push(error)
      }
    }
  }

  const notice = setTimeout(() => parts.log(describeWait(deliveries)), NOTICE_MS)
  const leftMs = () => (end === Number.POSITIVE_INFINITY ? -1 : Math.max(0, end - performance.now()))
  await flushAll(() => dispatcher.flush(leftMs(), signal))
  clearTimeout(notice)

  sends.rejectAll(
    new ClosedError('the producer was closed before there was room for this message: it was not enqueued'),
  )
  await transactions.abortAtClose(signal?.aborted ? 0 : leftMs())
  await engine.close()
  await flushAll(() => dispatcher.flush(0))
  dispatcher.end()
  if (thrown.length > 0) throw thrown[0]
  return deliveries.ledger
}

function describeWait({ outstanding, brokerTrouble }: Deliveries): string {
  const trouble = brokerTrouble ? `; last broker error: ${brokerTrouble.error.message}` : ''
  return (
    `close has waited ${NOTICE_MS / 1000} s for ${outstanding} messages${trouble}. It waits until each is delivered ` +
    'or its message.timeout.ms is over; close({ timeoutMs }) ends sooner'
  )
}
