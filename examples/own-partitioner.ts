// A partitioner of your own: the region at the start of a key decides, so that one consumer sees a whole region.
// npm run example own-partitioner [-- -b HOST:PORT]
import { Producer } from 'lingerbus'
import { murmur2 } from 'lingerbus/partitioners'

const [servers = 'localhost:9092', topic = 'regions'] = process.argv.slice(2)

const byRegion = {
  hash(key: Uint8Array) {
    const end = key.indexOf(':'.charCodeAt(0))
    return murmur2(end < 0 ? key : key.subarray(0, end))
  },
}

await using producer = new Producer({
  'bootstrap.servers': servers,
  topics: { [topic]: { partitioner: byRegion } },
})

const placed = new Map<string, Set<number>>()
for (const region of ['seoul', 'busan', 'jeju']) {
  for (let order = 1; order <= 20; order++) {
    producer.produce({ topic, key: `${region}:order-${order}`, value: '{}' }, (error, report) => {
      if (error) throw error
      placed.set(region, (placed.get(region) ?? new Set()).add(report.partition))
    })
  }
}
await producer.flush()

for (const [region, partitions] of placed) {
  const predicted = await producer.partitionFor(topic, `${region}:anything`)
  console.log(`${region}: 20 orders on partition ${[...partitions].join(', ')}, predicted ${predicted}`)
}
