// Five producers flush for 3 s each while files are asked for: how long does the slowest fs.stat take?
import { stat } from 'node:fs/promises'
import { Producer } from '../../../src/index.js'

const producers = Array.from({ length: 5 }, () => {
  const producer = new Producer({ 'bootstrap.servers': '127.0.0.1:1', engine: process.argv[2] as 'binding' })
  producer.on('error', () => {})
  producer.produce({ topic: 'a', value: 'x' })
  return producer
})
const flushes = Promise.all(producers.map((producer) => producer.flush(3000)))
const lookups = producers.map((producer) =>
  producer.metadata('a', { timeoutMs: 3000 }).catch((error) => error.code),
)
let slowestMs = 0
let stats = 0
const end = performance.now() + 3000
while (performance.now() < end) {
  const startedAt = performance.now()
  await stat(import.meta.dirname)
  stats++
  slowestMs = Math.max(slowestMs, performance.now() - startedAt)
  await new Promise((resolve) => setTimeout(resolve, 10))
}
console.log(JSON.stringify({ slowestMs, stats, left: await flushes, codes: await Promise.all(lookups) }))
await Promise.all(producers.map((producer) => producer.close({ timeoutMs: 0 })))
