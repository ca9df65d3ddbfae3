// npm run kafka -- start [--secure] [--nodes 1|3] [--name NAME] | stop [--wipe] | status : a real Kafka on this machine.
import { parseArgs } from 'node:util'
import { startCluster, statusOf, stopCluster } from './kafka/cluster.mjs'
import { folderOf } from './kafka/state.mjs'
import { runTool, toolNames } from './kafka/tools.mjs'
import { setup } from './setup.mjs'

const usage = `npm run kafka -- start [--nodes 1|3] [--name NAME]   starts it; the last line is bootstrap.servers=…
                       --secure                     with TLS, SASL and ACLs as well
npm run kafka -- stop [--wipe] [--name NAME]         ends it; --wipe removes its data as well
npm run kafka -- status [--name NAME]                exit code 0 when every node is up
npm run kafka -- TOOL …                              one of Kafka's own tools, on the local cluster unless told:
                                                     ${toolNames.join(', ')}`

const usualPort = 9092

const commands = {
  async start({ name, nodes, secure }) {
    await setup({ steps: ['java', 'kafka', ...(secure ? ['openssl'] : [])], quiet: true })
    const startedMs = Date.now()
    const cluster = await startCluster({ name, nodes, secure, preferredPort: usualPort })
    console.log(`cluster ${name} serves after ${((Date.now() - startedMs) / 1000).toFixed(1)} s`)
    printNodes(cluster)
    if (cluster.nodes[0].port !== usualPort)
      console.log(`port ${usualPort} is taken, or was when this cluster was made`)
    printWays(cluster)
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
    else {
      printWays(cluster)
      console.log(`bootstrap.servers=${cluster.bootstrapServers}`)
    }
  },
}

/** How to connect to a secure cluster; its users and passwords are the demo's own. */
function printWays({ secure }) {
  if (!secure) return
  for (const [way, properties] of Object.entries(secure.ways)) {
    const lines = Object.entries(properties).map(([name, value]) => `  ${name}=${value}`)
    console.log(`${way}:\n${lines.join('\n')}`)
  }
  const { addresses, topics } = secure
  console.log(`to be refused by a client: an expired certificate at ${addresses.EXPIRED},`)
  console.log(`  one for another host at ${addresses.ELSEWHERE}`)
  console.log(
    `ACLs: alice may write to ${topics.guarded} and ${topics.hidden}, bob may only look at ${topics.guarded}`,
  )
}

function printNodes({ name, nodes }) {
  for (const { id, pid, port, up = true } of nodes) {
    console.log(
      `node ${id}: pid ${pid}, port ${port}, ${up ? 'up' : 'down'}, log ${folderOf(name)}/node-${id}.log`,
    )
  }
}

function readArguments() {
  const flag = { type: 'boolean' }
  const options = { nodes: { type: 'string' }, name: { type: 'string' }, secure: flag, wipe: flag }
  const { values, positionals } = parseArgs({ options, allowPositionals: true })
  const command =
    positionals.length === 1 && Object.hasOwn(commands, positionals[0]) && commands[positionals[0]]
  if (!command) throw new Error(usage)
  if (values.nodes !== undefined && !/^[13]$/.test(values.nodes))
    throw new Error(`--nodes is 1 or 3\n${usage}`)
  const nodes = values.nodes === undefined ? undefined : Number(values.nodes)
  const { name = 'local', secure, wipe = false } = values
  return { command, options: { nodes, name, secure, wipe } }
}

try {
  const [tool, ...args] = process.argv.slice(2)
  if (toolNames.includes(tool)) process.exit(await runTool(tool, args))
  const { command, options } = readArguments()
  await command(options)
} catch (error) {
  console.error(error.message)
  process.exitCode = 1
}
