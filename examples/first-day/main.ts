// The first hour of a class, all of it by itself: console tools side by side, the same from code, and the twins.
// npm run example first-day [-- -b HOST:PORT]
import { fileURLToPath } from 'node:url'
import { venvPython } from '../../scripts/setup/python.mjs'
import { Program } from './program.ts'

const [servers = 'localhost:9092', topic = 'exam-topic', hello = 'hello', n = '20'] = process.argv.slice(2)
const root = fileURLToPath(new URL('../..', import.meta.url))
const here = fileURLToPath(new URL('.', import.meta.url))

const tool = (name: string, ...args: string[]) =>
  new Program(name, process.execPath, [
    `${root}scripts/kafka.mjs`,
    name,
    '--bootstrap-server',
    servers,
    ...args,
  ])
const typescript = (name: string, ...args: string[]) =>
  new Program(name, process.execPath, ['--import', 'tsx', `${here}${name}`, servers, ...args])

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1))

function step(title: string): void {
  console.log(`\n── ${title}`)
}

step(`1. A topic: ${topic}`)
// One partition: what is typed first is read first. With several, only what has the same key keeps its order.
const create = ['--create', '--if-not-exists', '--partitions', '1']
for (const name of [topic, hello]) await tool('kafka-topics', ...create, '--topic', name).ended()

step('2. The console producer and the console consumer, side by side')
const reader = tool('kafka-console-consumer', '--topic', topic, '--from-beginning')
const writer = tool('kafka-console-producer', '--topic', topic)
const typed = ['good morning', '안녕하세요', `the time is ${new Date().toISOString()}`]
for (const line of typed) writer.type(line)
await writer.endOfInput()
// The last line is unlike every other run's: when it has come, all have.
await reader.printed(typed.at(-1)!)
await reader.stop()

step('3. The same from code: a consumer that waits, a producer that sends and ends')
const consumer = typescript('consumer.ts', topic)
await consumer.printed(typed.at(-1)!)
const producer = typescript('producer.ts', topic)
await producer.ended()
const [, lastOffset] = /answer 10 → partition 0, offset (\d+)/.exec(producer.output) ?? []
await consumer.printed(`offset ${lastOffset}: answer 10`)
await consumer.stop()

step(`4. The simple producer class, twice: hello world: 0 … ${n}`)
await typescript('hello.ts', hello, n).ended()
await new Program('hello.py', venvPython(root, 'first-day'), [`${here}hello.py`, servers, hello, n]).ended()
console.log(`\nAll of it is in ${topic} and ${hello}. Now by hand, in two terminals: see README.md`)
