// What an orchestrator and a scraper ask for.
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { Registry } from 'prom-client'

export interface Answers {
  /** null: well. A reason: end this process and start another one. Slow neighbours are no such reason. */
  sickness(): string | null
  /** By what work needs; all true: send work here. */
  readiness(): Record<string, boolean>
  metrics: Registry
}

/** /health, /ready and /metrics, on a port of this machine; 0: any free one. */
export async function serveEndpoints(
  port: number,
  { sickness, readiness, metrics }: Answers,
): Promise<Server> {
  const server = createServer(async (request, response) => {
    const json = (isGood: boolean, body: object) =>
      response.writeHead(isGood ? 200 : 503, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    if (request.url === '/health') return json(sickness() === null, { sickness: sickness() })
    if (request.url === '/ready') return json(Object.values(readiness()).every(Boolean), readiness())
    if (request.url !== '/metrics') return response.writeHead(404).end()
    response.writeHead(200, { 'content-type': metrics.contentType }).end(await metrics.metrics())
  })
  await once(server.listen(port, '127.0.0.1'), 'listening')
  return server
}
