// The service as a process: SIGTERM or Ctrl-C ends it when what it has read is delivered.
// npm run example feed/serve TOPIC http://FEED/ [PORT] [-- -b HOST:PORT]
import { startService } from './service.ts'

const [servers = 'localhost:9092', topic = 'twitter', feedUrl = 'http://127.0.0.1:8080/', port = '0'] =
  process.argv.slice(2)
const service = await startService({ servers, topic, feedUrl, port: Number(port) })
console.log(`following ${feedUrl}; ${service.url}/health /ready /metrics`)

const signalled = new Promise<string>((resolve) => {
  // Not `once`: a second signal would end the process in the middle of its close.
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => resolve(signal))
})
const sickness = await Promise.race([service.ended, signalled.then(() => null)])
console.log(sickness === null ? 'finishing' : `cannot go on: ${sickness}`)
const { accepted, delivered, failed } = await service.stop()
console.log(`accepted ${accepted} = delivered ${delivered} + failed ${failed}`)
process.exitCode = sickness === null && failed === 0 ? 0 : 1
