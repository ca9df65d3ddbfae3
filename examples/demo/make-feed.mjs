// Writes bike-feed.jsonl: one morning of a bike-share system, 20,160 events of 120 stations, as a station
// service would send them. Seeded: the file is the same on every machine. Run: node examples/demo/make-feed.mjs
import { writeFileSync } from 'node:fs'

const PLACES = [
  [
    '여의나루역',
    '광화문역',
    '서울숲',
    '망원한강공원',
    '홍대입구역',
    '합정역',
    '상암월드컵경기장',
    '마포구청역',
  ],
  ['뚝섬유원지역', '건대입구역', '성수역', '왕십리역', '청계광장', '종로3가역', '안국역', '경복궁역'],
  ['잠실역', '석촌호수', '올림픽공원', '천호역', '강남역', '선릉역', '양재시민의숲', '고속터미널역'],
  ['노들섬', '이촌한강공원', '용산역', '서울역', '회현역', '동대문디자인플라자', '혜화역', '북한산우이역'],
].flat()
const SPOTS = ['1번 출구 앞', '3번 출구 옆', '버스정류장', '주민센터']
const EVENTS_PER_STATION = 168
const STATIONS = 120

let state = 20260501
/** mulberry32: small, seeded, good enough for a morning's traffic. */
function random() {
  state = (state + 0x6d2b79f5) | 0
  let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
}

const stations = Array.from({ length: STATIONS }, (_, index) => ({
  station: `ST-${101 + index}`,
  name: `${PLACES[index % PLACES.length]} ${SPOTS[Math.floor(index / PLACES.length)]}`,
  docks: 10 + Math.floor(random() * 21),
  bikes: 8,
  seq: 0,
}))

const lines = []
const start = Date.parse('2026-05-01T07:00:00+09:00')
const total = STATIONS * EVENTS_PER_STATION
for (let index = 0; index < total; index++) {
  const waiting = stations.filter((station) => station.seq < EVENTS_PER_STATION)
  const station = waiting[Math.floor(random() * waiting.length)]
  const returns = station.bikes === 0 || (station.bikes < station.docks && random() < 0.5)
  station.bikes += returns ? 1 : -1
  station.seq++
  const at = new Date(start + Math.floor((index * 3 * 3600_000) / total)).toISOString()
  lines.push(
    JSON.stringify({
      station: station.station,
      name: station.name,
      seq: station.seq,
      event: returns ? 'return' : 'rent',
      bikes: station.bikes,
      docks: station.docks,
      at,
    }),
  )
}

writeFileSync(new URL('bike-feed.jsonl', import.meta.url), `${lines.join('\n')}\n`)
console.log(`bike-feed.jsonl: ${lines.length} events of ${STATIONS} stations`)
