import { setTimeout as sleep } from 'node:timers/promises'
import { ClosedError } from '../errors.js'

/** A leader that died. */
export interface LeaderDeath {
  readonly leader: number
  /** Who leads now; the dead one itself where no other broker was up. */
  readonly heir: number | null
}

const LOOK_EVERY_MS = 1

/**
 * The mock cluster calls nobody back, so it is asked every millisecond whether the last batch has come. Exact all the
 * same: a broker's answers go out in order, and behind the one that is held back there is none.
 * @throws (rejects) ClosedError when the cluster is closed before
 */
export async function waitForDeath(how: {
  isOver(): boolean
  hasCome(): boolean
  kill(): LeaderDeath
}): Promise<LeaderDeath> {
  for (;;) {
    if (how.isOver()) throw new ClosedError('the mock cluster was closed before the leader died')
    if (how.hasCome()) return how.kill()
    await sleep(LOOK_EVERY_MS)
  }
}
