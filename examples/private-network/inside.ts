// What happens in the private network's neighbourhood. Run by main.ts, as the first process of its namespaces.
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { BASTION, BROKER, buildNetworks, inNetwork } from './network.js'

const root = fileURLToPath(new URL('../..', import.meta.url))
const node = [process.execPath, '--import', 'tsx']
const program = (name: string, ...args: string[]) => [...node, `${import.meta.dirname}/${name}`, ...args]

const arriving: string[] = []

process.stdin.resume().on('end', () => process.exit(1)) // main.ts is gone

buildNetworks()
// The broker's data lives in memory, and its state is not to be mistaken for a broker of the real network.
execFileSync('mount', ['-t', 'tmpfs', 'tmpfs', `${root}.kafka`])
console.log('three networks: a laptop, a bastion, and behind its NAT a private one, where Kafka starts')
await output(inNetwork('private', ...program('broker.ts')))

chapter('In the private network: INTERNAL advertises kafka-1.internal:9092')
await send('from the private network', 'kafka-1.internal:9092', { network: 'private' })

chapter('From the laptop, wrong: each of these connects, and is then told to go where it cannot')
await fail('a port forwarded to INTERNAL', 'kafka.example.com:9092')
await fail('a listener that advertises its private address', 'kafka.example.com:9101')
await fail('a listener that advertises localhost', 'kafka.example.com:9102')
await fail('a listener that advertises a port which is not forwarded', 'kafka.example.com:9103')

chapter('From the laptop, right: EXTERNAL advertises kafka.example.com:9094, where the bastion is')
await send('from the laptop', 'kafka.example.com:9094')

chapter('brokers.example.com has two addresses, and nothing is at one of them')
await doctor('brokers.example.com:9094', /^ok +DNS|nobody listens/)
for (const lookup of ['use_all_dns_ips', 'resolve_canonical_bootstrap_servers_only']) {
  await send(`by ${lookup}`, 'brokers.example.com:9094', { settings: [`client.dns.lookup=${lookup}`] })
}

chapter(
  "Through a tunnel, as by `ssh -N -L 9095:10.0.0.11:9095 bastion`: TUNNEL advertises the laptop's own port",
)
await start(inNetwork('bastion', ...program('relay.ts', BASTION, '2222', BROKER, '9095')))
await start(program('relay.ts', '127.0.0.1', '9095', BASTION, '2222'))
await send('through the tunnel', 'localhost:9095')

chapter('What arrived, as the console consumer sees it in the private network')
await send('the end', 'kafka-1.internal:9092', { network: 'private' })
const topic = ['--bootstrap-server', 'kafka-1.internal:9092', '--topic', 'hello', '--from-beginning']
const how = ['--max-messages', String(arriving.length), '--timeout-ms', '30000']
const consumer = [process.execPath, `${root}scripts/kafka.mjs`, 'kafka-console-consumer', ...topic, ...how]
const texts = (await output(inNetwork('private', ...consumer))).trim().split('\n')
for (const text of texts) console.log(`  ${text}`)
process.exit(texts.join() === arriving.join() ? 0 : 1)

function chapter(title: string): void {
  console.log(`\n── ${title}`)
}

/** Sends `text` as a message, from the laptop unless told. */
async function send(
  text: string,
  servers: string,
  { network, settings = [] }: { network?: 'private'; settings?: string[] } = {},
): Promise<void> {
  const client = program('client.ts', servers, text, 'keep-trying', ...settings)
  const said = await output(network === undefined ? client : inNetwork(network, ...client))
  console.log(`  ${servers}, ${text}: ${said.trim()}`)
  arriving.push(text)
}

/** What a producer says and what the doctor says. */
async function fail(mistake: string, servers: string): Promise<void> {
  console.log(`\n  ${servers}, ${mistake}`)
  const said = await output(program('client.ts', servers, mistake, 'first-error'))
  console.log(`  producer  ${said.trim()}`)
  await doctor(servers, /^(?!ok|skipped|\s*$)/)
}

/** Those lines of `lingerbus doctor -b SERVERS` that matter here. */
async function doctor(servers: string, matters: RegExp): Promise<void> {
  const said = await output([process.execPath, `${root}dist/cli.js`, 'doctor', '-b', servers])
  for (const line of said.split('\n').filter((each) => matters.test(each))) console.log(`  doctor    ${line}`)
}

/** What the command prints, whatever its exit code; its errors go where ours go. */
async function output([file = '', ...args]: readonly string[]): Promise<string> {
  const child = spawn(file, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  let text = ''
  child.stdout.on('data', (chunk) => {
    text += chunk
  })
  await once(child, 'close')
  return text
}

/** A program that goes on; resolves at its first word. */
async function start([file = '', ...args]: readonly string[]): Promise<void> {
  const child = spawn(file, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  await once(child.stdout, 'data')
}
