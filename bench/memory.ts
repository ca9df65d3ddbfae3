// Measures memory and writes bench/results/memory-ENGINE.json.
//   npm run bench:memory [-- [native] [binding] [--scale 0.05]]
// (a) RSS while no broker answers for a minute under full pressure; (b) RSS over 10,000,000 delivered messages.
import { execFile } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { createServer, type Socket } from 'node:net'
import { fileURLToPath } from 'node:url'
import { parseArgs, promisify } from 'node:util'
import { buildIfStale } from '../scripts/build.mjs'
import { setup } from '../scripts/setup.mjs'
import { describeMachine } from '../src/measure/machine.js'
import { round } from '../src/measure/statistics.js'
import { describeVersions } from './machine.ts'
import { type MemoryResult, memorySchema } from './memory-result.ts'
import { startBroker } from './target.ts'

const SECONDS = 60
const MESSAGES = 10_000_000
/** The default limit of the queue. Values of 2 KB: the bytes are what is full, and not the number of messages. */
const QUEUE_MIB = 128
const PRESSURE_BYTES = 2048
const FLAT_BYTES = 100
/** What counts as flat: 3.4 bytes a message at full length. The smallest leak, a pointer a message, is 8. */
const FLAT_LIMIT_MIB = 32
const ENGINES = ['native', 'binding'] as const

const { values, positionals } = parseArgs({
  options: { scale: { type: 'string', default: '1' } },
  allowPositionals: true,
})
const scale = Number(values.scale)
const engines = ENGINES.filter((engine) => positionals.length === 0 || positionals.includes(engine))
if (positionals.some((word) => !ENGINES.includes(word as never)) || !(scale > 0)) {
  console.error('usage: npm run bench:memory -- [native] [binding] [--scale 0.05]')
  process.exit(2)
}
await setup({ quiet: true })
await buildIfStale()
for (const engine of engines) write(await measure(engine))
process.exit()

async function measure(engine: MemoryResult['engine']): Promise<MemoryResult> {
  const words = process.argv.slice(2)
  const about = {
    schemaVersion: 1 as const,
    name: `memory-${engine}`,
    engine,
    command: ['npm run bench:memory', ...(words.length > 0 ? ['--', ...words] : [])].join(' '),
    date: new Date().toISOString(),
    scale,
    machine: describeMachine(),
    versions: describeVersions(),
  }
  try {
    return { ...about, leftOut: null, noBroker: await noBroker(engine), flat: await flat(engine) }
  } catch (error) {
    return { ...about, leftOut: (error as Error).message, noBroker: null, flat: null }
  }
}

async function noBroker(engine: string): Promise<MemoryResult['noBroker']> {
  const seconds = Math.max(5, Math.round(SECONDS * scale))
  const silent = await listenInSilence()
  try {
    const flags = ['--servers', silent.address, '--seconds', `${seconds}`, '--bytes', `${PRESSURE_BYTES}`]
    const run = await drive<{
      idleMiB: number
      peakMiB: number
      accepted: number
      failed: number
      refused: number
    }>([...flags, '--mode', 'no-broker', '--engine', engine], seconds + 60)
    const limitMiB = run.idleMiB + 1.5 * QUEUE_MIB + 64
    const memory = { idleMiB: round(run.idleMiB), peakMiB: round(run.peakMiB), limitMiB: round(limitMiB) }
    const met = run.peakMiB <= limitMiB
    console.log(
      `${engine}: nobody answers: peak ${memory.peakMiB} MiB, at most ${memory.limitMiB}: ${say(met)}`,
    )
    return { seconds, bytes: PRESSURE_BYTES, queueMiB: QUEUE_MIB, ...run, ...memory, met }
  } finally {
    silent.close()
  }
}

async function flat(engine: string): Promise<MemoryResult['flat']> {
  const messages = Math.round(MESSAGES * scale)
  const broker = await startBroker()
  try {
    const servers = broker.settings['bootstrap.servers']!
    const flags = ['--servers', servers, '--messages', `${messages}`, '--bytes', `${FLAT_BYTES}`]
    const { samples } = await drive<{ samples: { delivered: number; rssMiB: number }[] }>(
      [...flags, '--mode', 'flat', '--engine', engine],
      600,
    )
    const slopeBytes = round(slope(samples.slice(Math.ceil(samples.length / 5))) * 2 ** 20)
    const growthMiB = round((slopeBytes * messages) / 2 ** 20)
    const met = growthMiB <= FLAT_LIMIT_MIB
    console.log(
      `${engine}: ${messages} messages: ${slopeBytes} bytes a message, ${growthMiB} MiB: ${say(met)}`,
    )
    const kept = samples.map(({ delivered, rssMiB }) => ({ delivered, rssMiB: round(rssMiB) }))
    return {
      messages,
      bytes: FLAT_BYTES,
      slopeBytes,
      growthMiB,
      limitMiB: FLAT_LIMIT_MIB,
      met,
      samples: kept,
    }
  } finally {
    await broker.close()
  }
}

/** Takes every connection and never says a word. */
async function listenInSilence(): Promise<{ address: string; close(): void }> {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket.on('error', () => {}).resume())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  const close = () => {
    server.close()
    for (const socket of sockets) socket.destroy()
  }
  return { address: `127.0.0.1:${port}`, close }
}

async function drive<T>(flags: readonly string[], limitSeconds: number): Promise<T> {
  const driver = fileURLToPath(new URL('drivers/memory.ts', import.meta.url))
  const options = { timeout: limitSeconds * 1000, killSignal: 'SIGKILL' as const }
  const run = promisify(execFile)(process.execPath, ['--import', 'tsx', driver, ...flags], options)
  const { stdout } = await run.catch((error: Error & { stderr?: string }) => {
    throw new Error(error.stderr?.trim().split('\n').at(-1) || error.message)
  })
  return JSON.parse(stdout.trim().split('\n').at(-1)!) as T
}

/** Least squares: MiB a message. */
function slope(samples: readonly { delivered: number; rssMiB: number }[]): number {
  const mean = (values: number[]) => values.reduce((sum, each) => sum + each, 0) / values.length
  const [meanX, meanY] = [
    mean(samples.map((each) => each.delivered)),
    mean(samples.map((each) => each.rssMiB)),
  ]
  let [products, squares] = [0, 0]
  for (const { delivered, rssMiB } of samples) {
    products += (delivered - meanX) * (rssMiB - meanY)
    squares += (delivered - meanX) ** 2
  }
  return products / squares
}

function say(met: boolean): string {
  return met ? 'met' : 'MISSED'
}

function write(result: MemoryResult): void {
  const folder = new URL('results/', import.meta.url)
  mkdirSync(folder, { recursive: true })
  if (result.leftOut !== null) console.log(`${result.engine} could not run: ${result.leftOut}`)
  const text = JSON.stringify(memorySchema.parse(result), null, 1)
  writeFileSync(new URL(`${result.name}.json`, folder), `${text}\n`)
}
