// npm run kafka -- start [--nodes 1|3] [--name NAME] | stop [--wipe] | status : a real Kafka on this machine.
import { parseArgs } from 'node:util'
import { startCluster, statusOf, stopCluster } from './kafka/cluster.mjs'
import { folderOf } from './kafka/state.mjs'
import { setup } from './setup.mjs'

const usage = `npm run kafka -- start [--nodes 1|3] [--name NAME]   starts it; the last line is bootstrap.servers=…
npm run kafka -- stop [--wipe] [--name NAME]         ends it; --wipe removes its data as well
npm run kafka -- status [--name NAME]                exit code 0 when every node is up`

const usualPort = 9092

const commands = {
  async start({ name, nodes }) {
    await setup({ steps: ['java', 'kafka'], quiet: true })
    const startedMs = Date.now()
    const cluster = await startCluster({ name, nodes, preferredPort: usualPort })
    console.log(`cluster ${name} serves after ${((Date.now() - startedMs) / 1000).toFixed(1)} s`)
    printNodes(cluster)
    if (cluster.nodes[0].port !== usualPort)
      console.log(`port ${usualPort} is taken, or was when this cluster was made`)
    console.log(`bootstrap.servers=${cluster.bootstrapServers}`)
  },

  async stop({ name, wipe }) {
    const { stopped } = await stopCluster({ name, wipe })
    console.log(
      stopped === 0 ? `cluster ${name} was not running` : `cluster ${name}: ${stopped} node(s) stopped`,
    )
    console.log(wipe ? 'its data is removed' : `its data stays in ${folderOf(name)}; --wipe removes it`)
  },

  async status({ name }) {
    const cluster = statusOf({ name })
    if (cluster === null) console.log(`there is no cluster ${name}`)
    else printNodes(cluster)
    if (!cluster?.running) process.exitCode = 1
    else console.log(`bootstrap.servers=${cluster.bootstrapServers}`)
  },
}

function printNodes({ name, nodes }) {
  for (const { id, pid, port, up = true } of nodes) {
    console.log(
      `node ${id}: pid ${pid}, port ${port}, ${up ? 'up' : 'down'}, log ${folderOf(name)}/node-${id}.log`,
    )
  }
}

function readArguments() {
  const options = { nodes: { type: 'string' }, name: { type: 'string' }, wipe: { type: 'boolean' } }
  const { values, positionals } = parseArgs({ options, allowPositionals: true })
  const command =
    positionals.length === 1 && Object.hasOwn(commands, positionals[0]) && commands[positionals[0]]
  if (!command) throw new Error(usage)
  if (values.nodes !== undefined && !/^[13]$/.test(values.nodes))
    throw new Error(`--nodes is 1 or 3\n${usage}`)
  const nodes = values.nodes === undefined ? undefined : Number(values.nodes)
  return { command, options: { nodes, name: values.name ?? 'local', wipe: values.wipe ?? false } }
}

try {
  const { command, options } = readArguments()
  await command(options)
} catch (error) {
  console.error(error.message)
  process.exitCode = 1
}
