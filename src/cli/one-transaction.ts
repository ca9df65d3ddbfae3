import { KafkaError, type Producer } from '../index.js'
import type { Account } from './account.js'
import type { Interrupt } from './interrupt.js'

/** As long as librdkafka lets a transaction last: `transaction.timeout.ms` by default. */
const FIRST_ANSWER_MS = 60_000

/**
 * With `transactional.id` a run is one transaction, as kcat's is: readers with `isolation.level=read_committed` see all
 * records or none. A record that is refused or fails, or an interruption, makes it none.
 */
export async function inOneTransaction(
  producer: Producer,
  account: Account,
  interrupt: Interrupt,
  feed: () => Promise<void>,
): Promise<void> {
  await producer.initTransactions(FIRST_ANSWER_MS)
  await producer.beginTransaction()
  let failure: unknown = null
  try {
    await feed()
    if (account.isClean && !interrupt.happened) return await commit(producer)
  } catch (error) {
    if (KafkaError.is(error) && error.fatal) throw error
    failure = error
  }
  await producer.abortTransaction()
  account.say('the transaction was aborted: a reader with isolation.level=read_committed sees none of it')
  if (failure !== null) throw failure
}

/** It waits for every report, and says when one of them is a failure. */
async function commit(producer: Producer): Promise<void> {
  for (;;) {
    try {
      return await producer.commitTransaction()
    } catch (error) {
      if (!KafkaError.is(error) || !error.retriable) throw error
    }
  }
}
