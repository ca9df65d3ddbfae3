// The page and what it lives from: the topic, handed on as server-sent events.
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Station } from './read-stations.ts'
import { TableReader } from './topic.ts'

const files: Record<string, [file: string, type: string]> = {
  '/': ['index.html', 'text/html; charset=utf-8'],
  '/style.css': ['style.css', 'text/css; charset=utf-8'],
  '/page.js': ['page.js', 'text/javascript; charset=utf-8'],
}
const headers = {
  'content-security-policy': "default-src 'self'; img-src data:",
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
}
/** Changes are handed on together: a round brings hundreds at once. */
const BATCH_MS = 250
const HISTORY = 300
/** A browser that has not read so much is let go; it comes back and gets a snapshot. */
const MOST_UNREAD_BYTES = 4_000_000

export async function servePage({
  servers,
  topic,
  port = 0,
}: {
  servers: string
  topic: string
  port?: number
}) {
  const browsers = new Set<ServerResponse>()
  const history: [atMs: number, bikes: number][] = []
  let changes: Record<string, Station | null> = {}
  let timer: NodeJS.Timeout | undefined
  let isCaughtUp = false

  const table = new TableReader(servers, topic, (id, station) => {
    if (!isCaughtUp) return // what was there before is in the snapshot
    changes[id] = station
    timer ??= setTimeout(handOn, BATCH_MS)
  })

  function remember(): void {
    let bikes = 0
    for (const station of table.stations.values()) bikes += station.bikes
    history.push([Date.now(), bikes])
    if (history.length > HISTORY) history.shift()
  }

  function handOn(): void {
    timer = undefined
    remember()
    for (const browser of browsers) {
      if (browser.writableLength > MOST_UNREAD_BYTES) browser.destroy()
      else send(browser, 'changes', { at: history.at(-1), changes })
    }
    changes = {}
  }

  await table.start()
  isCaughtUp = true
  remember()
  const server = createServer(async (request, response) => {
    if (request.url === '/events') return welcome(response)
    const [file, type] = files[request.url ?? ''] ?? []
    if (file === undefined) return response.writeHead(404).end()
    response.writeHead(200, { ...headers, 'content-type': type })
    response.end(await readFile(new URL(`page/${file}`, import.meta.url)))
  })

  function welcome(response: ServerResponse): void {
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' })
    // First all that is known, then what changes: nothing can come in between, this is one turn.
    send(response, 'snapshot', { stations: Object.fromEntries(table.stations), history })
    browsers.add(response)
    response.once('close', () => browsers.delete(response))
  }

  await once(server.listen(port, '127.0.0.1'), 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    stations: table.stations,
    async close() {
      server.close().closeAllConnections()
      await table.close()
      clearTimeout(timer)
    },
  }
}

function send(response: ServerResponse, event: string, data: object): void {
  response.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`)
}
