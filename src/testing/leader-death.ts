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
 * An election takes its time in a real cluster too. Without it a producer of librdkafka 2.15 has often been seen to
 * wait a second: its batch came back while it moved to the new leader.
 */
const ELECTION_MS = 30

/**
 * The mock cluster calls nobody back, so it is asked every millisecond whether the last batch has come. Exact all the
 * same: a broker's answers go out in order, and behind the one that is held back there is none.
 * @throws (rejects) ClosedError when the cluster is closed before
 */
export async function waitForDeath(how: {
  isOver(): boolean
  hasCome(): boolean
  kill(): void
  elect(): LeaderDeath
}): Promise<LeaderDeath> {
  const mustGoOn = () => {
    if (how.isOver()) throw new ClosedError('the mock cluster was closed before the leader died')
  }
  for (mustGoOn(); !how.hasCome(); mustGoOn()) await sleep(LOOK_EVERY_MS)
  how.kill()
  await sleep(ELECTION_MS)
  mustGoOn()
  return how.elect()
}
