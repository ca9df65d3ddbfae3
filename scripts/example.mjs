// npm run example NAME [-- -b HOST:PORT]: sets up what is missing, starts the local Kafka if no broker is given,
// and runs examples/NAME.ts.
import { spawn } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { buildIfStale } from './build.mjs'
import { startCluster } from './kafka/cluster.mjs'
import { setup } from './setup.mjs'

const folder = fileURLToPath(new URL('../examples/', import.meta.url))
const names = readdirSync(folder)
  .filter((name) => name.endsWith('.ts'))
  .map((name) => name.slice(0, -3))

const { values, positionals } = parseArgs({
  options: { 'bootstrap-server': { type: 'string', short: 'b' } },
  allowPositionals: true,
})
const [name, ...rest] = positionals
if (!names.includes(name)) {
  console.error(
    `usage: npm run example NAME [-- -b HOST:PORT], where NAME is one of\n  ${names.join('\n  ')}`,
  )
  process.exit(2)
}

let servers = values['bootstrap-server']
try {
  await setup({ steps: servers === undefined ? undefined : ['packages', 'binding', 'addon'], quiet: true })
  buildIfStale()
  if (servers === undefined) {
    servers = (await startCluster({ name: 'local' })).bootstrapServers
    console.log(`local Kafka at ${servers}; it stays up: npm run kafka -- stop`)
  }
} catch (error) {
  console.error(`The example cannot run: ${error.message}`)
  process.exit(1)
}

// Ctrl-C reaches the example as well, from the terminal: it ends itself, and we follow.
process.on('SIGINT', () => {})
const example = spawn(process.execPath, ['--import', 'tsx', `${folder}${name}.ts`, servers, ...rest], {
  stdio: 'inherit',
})
process.on('SIGTERM', () => example.kill('SIGTERM'))
example.on('exit', (code) => {
  process.exitCode = code ?? 1
})
