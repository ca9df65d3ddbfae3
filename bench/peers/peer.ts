// What a folder of bench/drivers says of the client that it drives, in its peer.ts. How a driver is called and what it
// prints is told in bench/drivers/README.md.
import type { Driver } from '../../src/measure/processes.js'
import type { RaceResult } from './result.ts'

/** How a client is used in a race: `best` and `equal` as in README.md; `open-loop`: at a set rate, for its latency. */
export type Entry = RaceResult['entry']

/** Where a driver's packages are put, and who hears what is done. */
export interface Site {
  readonly root: string
  /** A folder for what is installed or built; it outlives the run. */
  readonly cache: string
  readonly doing: (line: string) => void
}

export interface Peer {
  readonly name: string
  /** Its folder in bench/drivers, where that is not called as it is. */
  readonly folder?: string
  /** One line: which client, which of its interfaces, how many sends at the same time. */
  readonly what: string
  /** The client's own names → values, given to the driver as `-X name=value`. */
  readonly settings: Readonly<Record<Entry, Readonly<Record<string, string>>>>
  /** Why these are its best, and what else was tried: for the page. */
  readonly why: string
  /** What is not equal at `equal`, if anything: for the page. */
  readonly unequal?: string
  /**
   * Installs and builds what is not there yet; may be called again.
   * @returns the program with its first arguments; the task's follow
   * @throws Error when it cannot be had here: its message is the page's reason
   */
  prepare(site: Site): Promise<Driver>
}
