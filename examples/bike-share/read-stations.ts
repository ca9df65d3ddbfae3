// One reading of all stations: whole, or none at all.
import type { Row } from './station-api.ts'

/** A page; without its rows and with a RESULT on top when there are none, or when something is wrong. */
interface Page {
  rentBikeStatus?: { RESULT: Result; row: Row[] }
  RESULT?: Result
}

interface Result {
  CODE: string
  MESSAGE: string
}

export interface Station {
  name: string
  bikes: number
  racks: number
  lat: number
  lon: number
}

const PAGE = 1000
const TRIES = 3

/**
 * All pages until one is not full: `list_total_count` counts the rows of the page, not the stations.
 * @throws Error when a page could not be had: a missing page is not a thousand closed stations
 */
export async function readStations(apiUrl: string, timeoutMs: number): Promise<Map<string, Station>> {
  const stations = new Map<string, Station>()
  for (let start = 1; ; start += PAGE) {
    const rows = await readPage(`${apiUrl}${start}/${start + PAGE - 1}/`, timeoutMs)
    for (const row of rows) stations.set(row.stationId, stationOf(row))
    if (rows.length < PAGE) return stations
  }
}

async function readPage(url: string, timeoutMs: number): Promise<Row[]> {
  for (let attempt = 1; ; attempt++) {
    try {
      const response = await fetch(url, { signal: AbortSignal.timeout(timeoutMs) })
      if (!response.ok) throw new Error(`status ${response.status}`)
      const page = (await response.json()) as Page
      if (page.rentBikeStatus?.RESULT.CODE === 'INFO-000') return page.rentBikeStatus.row
      const { CODE, MESSAGE } = page.RESULT ?? { CODE: 'no RESULT', MESSAGE: '' }
      if (CODE === 'INFO-200') return [] // past the last one
      throw new Error(`${CODE} ${MESSAGE}`)
    } catch (error) {
      if (attempt === TRIES) throw new Error(`${url}: ${(error as Error).message}`)
    }
  }
}

function stationOf(row: Row): Station {
  return {
    name: row.stationName.trim(),
    bikes: count(row.parkingBikeTotCnt),
    racks: count(row.rackTotCnt),
    lat: Number(row.stationLatitude),
    lon: Number(row.stationLongitude),
  }
}

/** @throws Error where a number is none: then nothing of this reading counts */
function count(text: string): number {
  if (!/^\d+$/.test(text)) throw new Error(`not a number of bikes or racks: ${JSON.stringify(text)}`)
  return Number(text)
}
