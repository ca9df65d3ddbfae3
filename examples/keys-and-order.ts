// Messages with the same key go to the same partition and stay in order there.
// npm run example keys-and-order [-- -b HOST:PORT]
import { Producer } from 'lingerbus'

const [servers = 'localhost:9092', topic = 'stations'] = process.argv.slice(2)
const stations = ['여의나루역', '서울숲', '광화문역', '망원한강공원']

await using producer = new Producer({ 'bootstrap.servers': servers })

const placed = new Map<string, { partition: number; offset: number }[]>()
for (let step = 1; step <= 5; step++) {
  for (const station of stations) {
    producer.produce({ topic, key: station, value: JSON.stringify({ station, step }) }, (error, report) => {
      if (error) throw error
      const places = placed.get(station) ?? []
      places.push({ partition: report.partition, offset: report.offset! })
      placed.set(station, places)
    })
  }
}
await producer.flush()

for (const [station, places] of placed) {
  const partitions = new Set(places.map(({ partition }) => partition))
  const ordered = places.every(({ offset }, index) => index === 0 || offset > places[index - 1]!.offset)
  console.log(
    `${station}: partition ${[...partitions].join(', ')}, offsets ${places.map(({ offset }) => offset).join(' ')}, ` +
      `${partitions.size === 1 && ordered ? 'in order' : 'OUT OF ORDER'}`,
  )
}
