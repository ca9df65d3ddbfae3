// npm run example NAME [-- -b HOST:PORT]: sets up what is missing, starts the local Kafka if no broker is given,
// and runs examples/NAME.ts, or of a folder examples/NAME/main.ts; NAME/PART runs one part of it, examples/NAME/PART.ts.
import { spawn } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { buildIfStale } from './build.mjs'
import { startCluster } from './kafka/cluster.mjs'
import { ownSteps, setup, usualSteps } from './setup.mjs'

const folder = fileURLToPath(new URL('../examples/', import.meta.url))
const names = readdirSync(folder, { withFileTypes: true })
  .filter((entry) => entry.isFile() || existsSync(`${folder}${entry.name}/README.md`))
  .map(({ name }) => name.replace(/\.ts$/, ''))

const { values, positionals } = parseArgs({
  options: { 'bootstrap-server': { type: 'string', short: 'b' } },
  allowPositionals: true,
})
const [name = '', ...rest] = positionals
const [example, part = 'main'] = name.split('/')
const file = [`${folder}${name}.ts`, `${folder}${example}/${part}.ts`].find(existsSync)
if (!names.includes(example) || file === undefined) {
  console.error(
    `usage: npm run example NAME [-- -b HOST:PORT], where NAME is one of\n  ${names.join('\n  ')}`,
  )
  process.exit(2)
}

/** It has a Kafka of its own, in a network of its own. */
const hasOwnKafka = example === 'private-network'

let servers = values['bootstrap-server']
try {
  const steps = servers === undefined ? usualSteps : ['packages', 'binding', 'addon']
  await setup({ steps: [...steps, ...(ownSteps[example] ?? [])], quiet: true })
  await buildIfStale()
  if (hasOwnKafka) servers = ''
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
const child = spawn(process.execPath, ['--import', 'tsx', file, servers, ...rest], {
  stdio: 'inherit',
})
process.on('SIGTERM', () => child.kill('SIGTERM'))
child.on('exit', (code) => {
  process.exitCode = code ?? 1
})
