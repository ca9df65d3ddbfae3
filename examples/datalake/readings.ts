import { crc32 } from 'node:zlib'

export interface Reading {
  station: string
  bikes: number
  atMs: number
}

/** The sum of the CRC-32 of every row is the same in whatever order the rows come. */
export interface Account {
  count: number
  checksum: number
}

const TEN_MINUTES_MS = 600_000
const STATIONS = 60

/** One reading per station every ten minutes of three days, which begin and end at midnight UTC. */
export function* threeDays(from = Date.UTC(2026, 2, 27)): Generator<Reading> {
  for (let turn = 0; turn < 3 * 24 * 6; turn++) {
    for (let station = 0; station < STATIONS; station++) {
      const bikes = (station * 7 + turn * 13) % 31 // any numbers will do, as long as they differ
      yield { station: `ST-${1000 + station}`, bikes, atMs: from + turn * TEN_MINUTES_MS + station }
    }
  }
}

/** By day, as the lake is partitioned. The text is the one that count_lake.py takes the CRC-32 of. */
export function accountOf(readings: Iterable<Reading>): Map<string, Account> {
  const days = new Map<string, Account>()
  for (const { station, bikes, atMs } of readings) {
    const day = new Date(atMs).toISOString().slice(0, 10)
    const account = days.get(day) ?? { count: 0, checksum: 0 }
    days.set(day, account)
    account.count++
    account.checksum += crc32(`${station}|${bikes}|${atMs}`)
  }
  return days
}
