// Reads the API in rounds and produces what has changed, under the station's id.
import { Producer } from 'lingerbus'
import { readStations, type Station } from './read-stations.ts'
import { TableReader } from './topic.ts'

export interface PollerOptions {
  servers: string
  topic: string
  apiUrl: string
  /** For one page. */
  timeoutMs?: number
}

export interface Round {
  stations: number
  changed: number
  closed: number
}

export type Poller = Awaited<ReturnType<typeof startPoller>>

/** A station may slip from one page to another while we read: once missing is not closed. */
const CLOSED_AFTER_ROUNDS = 3

export async function startPoller({ servers, topic, apiUrl, timeoutMs = 5000 }: PollerOptions) {
  // What was produced before this process began: without it a start would produce every station again, and a station
  // that closed while nobody looked would stay for ever.
  const table = new TableReader(servers, topic)
  await table.start().finally(() => table.close())
  const produced = new Map([...table.stations].map(([id, station]) => [id, JSON.stringify(station)]))
  const roundsMissing = new Map<string, number>()

  const producer = new Producer({ 'bootstrap.servers': servers, 'linger.ms': 50, 'compression.type': 'lz4' })
  producer.on('error', (error) => console.error(error.message))

  async function produce(id: string, station: Station | null): Promise<void> {
    const value = station && JSON.stringify(station)
    try {
      await producer.send({ topic, key: id, value })
      if (value === null) produced.delete(id)
      else produced.set(id, value)
    } catch (error) {
      // It differs from what is known to be in the topic, so the next round produces it again.
      console.error(`${id}: ${(error as Error).message}`)
    }
  }

  return {
    /**
     * One reading, and all that it changes is in the topic.
     * @throws Error when the API could not be read: then nothing is produced
     */
    async round(): Promise<Round> {
      const stations = await readStations(apiUrl, timeoutMs)
      const changed = [...stations].filter(([id, station]) => produced.get(id) !== JSON.stringify(station))
      const closed: string[] = []
      for (const id of produced.keys()) {
        const missing = stations.has(id) ? 0 : (roundsMissing.get(id) ?? 0) + 1
        roundsMissing.set(id, missing)
        if (missing >= CLOSED_AFTER_ROUNDS) closed.push(id)
      }
      await Promise.all([
        ...changed.map(([id, station]) => produce(id, station)),
        ...closed.map((id) => produce(id, null)), // a tombstone
      ])
      return { stations: stations.size, changed: changed.length, closed: closed.length }
    },

    stop: () => producer.close({ timeoutMs: 20_000 }),
  }
}
