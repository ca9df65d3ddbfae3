// A city's bike stations: the API, a poller that produces what changes, and a page that lives from the topic.
// npm run example bike-share [-- -b HOST:PORT]
import { setTimeout as sleep } from 'node:timers/promises'
import { servePage } from './page-server.ts'
import { startPoller } from './poller.ts'
import { startStationApi } from './station-api.ts'
import { makeCompactedTopic } from './topic.ts'

const [servers = 'localhost:9092', topic = 'bike-stations', port = '0'] = process.argv.slice(2)
const stopping = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stopping.abort())

const api = await startStationApi({ faultRate: 0.02 })
await makeCompactedTopic(servers, topic)
const poller = await startPoller({ servers, topic, apiUrl: api.url, timeoutMs: 2000 })
const page = await servePage({ servers, topic, port: Number(port) })
console.log(`the page: ${page.url}   (Ctrl-C ends it)`)

for (let round = 1; !stopping.signal.aborted; round++) {
  try {
    const { stations, changed, closed } = await poller.round()
    console.log(`round ${round}: ${stations} stations, ${changed} changed, ${closed} closed`)
  } catch (error) {
    console.log(`round ${round}: skipped, ${(error as Error).message}`)
  }
  // Morning and evening in half a minute each.
  api.ride(Math.round(60 + 55 * Math.sin(round / 5)))
  await sleep(1500, undefined, { signal: stopping.signal }).catch(() => {})
}

await page.close()
console.log(await poller.stop())
await api.close()
