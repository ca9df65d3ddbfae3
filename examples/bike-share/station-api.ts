// A stand-in for Seoul's public API of bike stations (따릉이, `bikeList`), on this machine. Its shape and its manners: all
// numbers are text, 1,000 rows a call at most, `list_total_count` is that of the page, errors come with status 200.
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { districts } from './districts.ts'

export interface Row {
  rackTotCnt: string
  stationName: string
  parkingBikeTotCnt: string
  /** Bikes for a hundred racks. */
  shared: string
  stationLatitude: string
  stationLongitude: string
  stationId: string
}

/** What a call may meet: an HTTP error, an error in a good answer, a page of HTML, or no answer at all. */
export type Fault = 'http-500' | 'error-500' | 'html' | 'late'

export interface StationApi {
  /** With the key: START/END/ belong behind it. */
  url: string
  /** In the order in which the API gives them. */
  stations: Map<string, { name: string; racks: number; bikes: number; lat: number; lon: number }>
  /** What the next calls meet; null: nothing. */
  faults: (Fault | null)[]
  calls: number
  /** So many people take a bike, and of those on their way some arrive. */
  ride(count: number): void
  close(): Promise<void>
}

const MOST_ROWS = 1000
const faultKinds: Fault[] = ['http-500', 'error-500', 'html', 'late']

/** From 0 up to 1, by what and which. */
function chance(seed: number, what: string, index: number): number {
  return createHash('md5').update(`${seed} ${what} ${index}`).digest().readUInt32BE() / 2 ** 32
}

/** `faultRate`: the share of calls that meet a fault. */
export async function startStationApi({ seed = 1, count = 2500, faultRate = 0 } = {}): Promise<StationApi> {
  const stations = makeStations(seed, count)
  let [rides, departures] = [0, 0]
  const onTheirWay: { at: number; to: { bikes: number } }[] = []

  const server = createServer((request, response) => {
    const index = api.calls++
    const isUnlucky = chance(seed, 'fault', index) < faultRate
    const fault = api.faults.shift() ?? (isUnlucky ? faultKinds[index % faultKinds.length] : undefined)
    if (fault) return answerWith(fault, response)
    const [, start, end] = /\/json\/bikeList\/(\d+)\/(\d+)\/?$/.exec(request.url ?? '') ?? []
    response.writeHead(200, { 'content-type': 'application/json' })
    response.end(JSON.stringify(pageOf(stations, Number(start), Number(end))))
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')

  const api: StationApi = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/sample/json/bikeList/`,
    stations,
    faults: [],
    calls: 0,
    ride(count) {
      const all = [...stations.values()]
      const anyOf = (what: string, index: number) => all[Math.floor(chance(seed, what, index) * all.length)]!
      rides += 1
      for (const ride of onTheirWay.splice(0)) {
        if (ride.at > rides) onTheirWay.push(ride)
        else ride.to.bikes += 1
      }
      for (let taken = 0; taken < count; taken++, departures++) {
        const from = anyOf('from', departures)
        if (from.bikes === 0) continue
        from.bikes -= 1
        onTheirWay.push({
          at: rides + 3 + Math.floor(20 * chance(seed, 'length', departures)),
          to: anyOf('to', departures),
        })
      }
    },
    close: async () => {
      server.close().closeAllConnections()
      await once(server, 'close')
    },
  }
  return api
}

function pageOf(stations: StationApi['stations'], start: number, end: number): object {
  if (!(start >= 1 && end >= start)) return { RESULT: { CODE: 'ERROR-331', MESSAGE: 'check START_INDEX' } }
  if (end - start >= MOST_ROWS) return { RESULT: { CODE: 'ERROR-336', MESSAGE: 'at most 1000 rows a call' } }
  const row = [...stations].slice(start - 1, end).map(
    ([stationId, { name, racks, bikes, lat, lon }]): Row => ({
      rackTotCnt: String(racks),
      stationName: name,
      parkingBikeTotCnt: String(bikes),
      shared: String(Math.round((100 * bikes) / racks)),
      stationLatitude: lat.toFixed(8),
      stationLongitude: lon.toFixed(8),
      stationId,
    }),
  )
  if (row.length === 0) return { RESULT: { CODE: 'INFO-200', MESSAGE: 'no data' } }
  const RESULT = { CODE: 'INFO-000', MESSAGE: 'well' }
  return { rentBikeStatus: { list_total_count: row.length, RESULT, row } }
}

function answerWith(fault: Fault, response: ServerResponse): void {
  if (fault === 'late') return // until the caller has had enough
  if (fault === 'http-500') return void response.writeHead(500).end()
  if (fault === 'html') return void response.writeHead(200).end('<html><body>maintenance</body></html>')
  response.writeHead(200).end(JSON.stringify({ RESULT: { CODE: 'ERROR-500', MESSAGE: 'server error' } }))
}

function makeStations(seed: number, count: number): StationApi['stations'] {
  const stations: StationApi['stations'] = new Map()
  for (let index = 0; index < count; index++) {
    const [district, lat, lon] = districts[index % districts.length]!
    // Around the middle of its district, near it more often than far.
    const angle = 2 * Math.PI * chance(seed, 'angle', index)
    const far = 0.028 * Math.sqrt(chance(seed, 'far', index))
    const racks = 6 + Math.floor(20 * chance(seed, 'racks', index))
    stations.set(`ST-${index + 4}`, {
      name: `${index + 101}. ${district} ${1 + Math.floor(index / districts.length)}`,
      racks,
      bikes: Math.floor(racks * 1.4 * chance(seed, 'bikes', index)),
      lat: lat + far * Math.sin(angle),
      lon: lon + 1.25 * far * Math.cos(angle),
    })
  }
  return stations
}
