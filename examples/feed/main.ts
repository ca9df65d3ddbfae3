// A feed, the service that follows it, and a consumer that prints. Ctrl-C ends all three.
// npm run example feed [-- -b HOST:PORT]
import { once } from 'node:events'
import { Program } from '../first-day/program.ts'
import { startFeed } from './feed-server.ts'

const [servers = 'localhost:9092', topic = 'twitter'] = process.argv.slice(2)

function start(name: string, ...args: string[]): Program {
  const file = `${import.meta.dirname}/${name}.ts`
  return new Program(name, process.execPath, ['--import', 'tsx', file, servers, topic, ...args])
}

const feed = await startFeed({ pace: 10 })
console.log(`a feed at ${feed.url}; Ctrl-C ends all of it`)
const consumer = start('consumer')
const service = start('serve', feed.url)

const ended = service.ended()
await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM'), ended])
// Again and again: the terminal's Ctrl-C reaches all of us, and all end by themselves.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => {})
await service.stop()
await consumer.stop()
await feed.close()
console.log(feed.counts)
await ended
