// Clusters of real Kafka brokers on this machine, for `npm run kafka` and for tests. A cluster is known by its name
// and lives on when the process that started it ends.
import { randomBytes } from 'node:crypto'
import { rmSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { acquireLock } from '../setup/lock.mjs'
import { identify, isAlive, signalProcess } from '../setup/process-identity.mjs'
import { describeCluster } from './describe.mjs'
import { endNode, formatNode, grantAccess, isGone, launchNode, logTail, writeProperties } from './node.mjs'
import { choosePorts } from './ports.mjs'
import { LISTENER_NAMES, secureView } from './secure.mjs'
import * as states from './state.mjs'

export { classpath } from './node.mjs'

const readyTimeoutMs = 60_000
const attempts = 5

/** Starts the cluster, or what of it is down, and comes back when every node serves clients. */
export function startCluster({ name = 'local', nodes, secure, properties, preferredPort, ownerPid } = {}) {
  return locked(name, async () => {
    const state = prepareState({ name, nodes, secure, properties, ownerPid })
    for (let attempt = 1; ; attempt++) {
      const wasDown = state.nodes.every((node) => !states.isUp(name, node))
      // Ports are chosen anew only while all are down: a running node knows the others by their old ones.
      if (wasDown) await assignPorts(state, attempt === 1 ? wishedPorts(state, preferredPort) : [])
      try {
        await startNodes(state)
        await grantAccess(state)
        states.writeState(state)
        return publicView(state)
      } catch (error) {
        if (wasDown) await endAll(state)
        // Two clones found the same port free → both started a broker → this one lost: choose other ports.
        if (!(error instanceof PortTaken && wasDown) || attempt === attempts) throw error
      }
    }
  })
}

/** Ends the brokers that were started under this name, and no other process. */
export function stopCluster({ name = 'local', wipe = false } = {}) {
  return locked(name, async () => {
    const state = states.readState(name)
    const running = state?.nodes.filter((node) => states.isUp(name, node)) ?? []
    await Promise.all(running.map((node) => endNode(node, { atOnce: wipe })))
    if (wipe) rmSync(states.folderOf(name), { recursive: true, force: true })
    return { stopped: running.length }
  })
}

/** Ends and wipes the clusters whose owner died without doing so: a test run that was killed, say. */
export async function stopAbandonedClusters() {
  for (const name of states.clusterNames()) {
    const owner = states.readState(name)?.owner
    if (owner && !isAlive(owner)) await stopCluster({ name, wipe: true })
  }
}

/** null when there is no such cluster. */
export function statusOf({ name = 'local' } = {}) {
  const state = states.readState(name)
  if (state === null) return null
  const view = publicView(state)
  const nodes = state.nodes.map((node, index) => ({ ...view.nodes[index], up: states.isUp(name, node) }))
  return { ...view, nodes, running: nodes.every((node) => node.up) }
}

/** Sends a signal to one node; after SIGKILL the node is gone when this comes back. */
export async function killNode({ name = 'local', id, signal = 'SIGKILL' }) {
  const { node } = find(name, id)
  if (!states.isUp(name, node)) throw new Error(`node ${id} of ${name} is not running`)
  signalProcess(node.process, signal)
  if (signal === 'SIGKILL' && !(await isGone(node, 10_000))) throw new Error(`node ${id} of ${name} survived`)
}

/** Starts a node that is down, on the port and the data it had. */
export function restartNode({ name = 'local', id }) {
  return locked(name, async () => {
    const { state, node } = find(name, id)
    if (states.isUp(name, node)) throw new Error(`node ${id} of ${name} still runs`)
    await startNodes(state, (each) => each.id === id || states.isUp(name, each))
    return publicView(state)
  })
}

function prepareState({ name, nodes, secure, properties, ownerPid }) {
  const owner = ownerPid === undefined ? null : identify(ownerPid)
  const state = states.readState(name)
  if (state === null) {
    const members = Array.from({ length: nodes ?? 1 }, (_, index) => ({ id: index + 1, process: null }))
    const settings = { secure: secure ?? false, properties: properties ?? {} }
    return { name, clusterId: randomClusterId(), owner, ...settings, nodes: members }
  }
  const wipeFirst = `npm run kafka -- stop --wipe --name ${name}`
  if (nodes !== undefined && nodes !== state.nodes.length) {
    throw new Error(
      `cluster ${name} has ${state.nodes.length} node(s), not ${nodes}; to begin anew: ${wipeFirst}`,
    )
  }
  if (secure !== undefined && secure !== (state.secure ?? false)) {
    const kind = secure ? 'was made without --secure' : 'was made with --secure'
    throw new Error(`cluster ${name} ${kind}; to begin anew: ${wipeFirst}`)
  }
  const differs = properties !== undefined && JSON.stringify(properties) !== JSON.stringify(state.properties)
  if (differs && state.nodes.some((node) => states.isUp(name, node))) {
    throw new Error(`cluster ${name} runs with other properties; to begin anew: ${wipeFirst}`)
  }
  return { ...state, owner, properties: properties ?? state.properties }
}

function wishedPorts(state, preferredPort) {
  const wishes = []
  if (preferredPort !== undefined) wishes.push(state.nodes.map((_, index) => preferredPort + index))
  if (state.nodes.every((node) => node.port)) wishes.push(state.nodes.map((node) => node.port))
  return wishes
}

async function assignPorts(state, wishes) {
  const ports = await choosePorts(state.nodes.length, wishes)
  const controllerPorts = await choosePorts(state.nodes.length, [], ports)
  const taken = [...ports, ...controllerPorts]
  for (const [index, node] of state.nodes.entries()) {
    Object.assign(node, { port: ports[index], controllerPort: controllerPorts[index] })
    if (state.secure) await assignListenerPorts(node, taken)
  }
}

async function assignListenerPorts(node, taken) {
  const wishes = node.listenerPorts ? [Object.values(node.listenerPorts)] : []
  const ports = await choosePorts(LISTENER_NAMES.length, wishes, taken)
  taken.push(...ports)
  node.listenerPorts = Object.fromEntries(LISTENER_NAMES.map((name, index) => [name, ports[index]]))
}

/** Starts the chosen nodes that are down and waits until they and those that run see each other. */
async function startNodes(state, isWanted = () => true) {
  const wanted = state.nodes.filter(isWanted)
  const down = wanted.filter((node) => !states.isUp(state.name, node))
  states.writeState(state)
  for (const node of down) writeProperties(state, node)
  await Promise.all(down.map((node) => formatNode(state, node)))
  for (const node of down) {
    await launchNode(state, node, (identity) => {
      node.process = identity
      states.writeState(state)
    })
  }
  await Promise.all(wanted.map((node) => untilServing(state, node, wanted.length)))
}

async function untilServing(state, node, count) {
  for (const endMs = Date.now() + readyTimeoutMs; ; await sleep(100)) {
    if (!isAlive(node.process)) throw nodeFailed(state, node, 'ended')
    const view = await describeCluster(node.port).catch(() => null)
    // Another clone's broker may answer on a port that ours could not get.
    if (view?.clusterId === state.clusterId && view.brokers.length >= count) return
    if (Date.now() > endMs) throw nodeFailed(state, node, `did not serve within ${readyTimeoutMs / 1000} s`)
  }
}

class PortTaken extends Error {}

function nodeFailed(state, node, what) {
  const tail = logTail(state.name, node.id)
  const Failure = /Address already in use|BindException/.test(tail) ? PortTaken : Error
  return new Failure(`node ${node.id} of ${state.name} ${what}; the end of its log:\n${tail}`)
}

async function endAll(state) {
  const up = state.nodes.filter((node) => states.isUp(state.name, node))
  await Promise.all(up.map((node) => endNode(node, { atOnce: true })))
}

function find(name, id) {
  const state = states.readState(name)
  const node = state?.nodes.find((each) => each.id === id)
  if (node === undefined) throw new Error(`there is no node ${id} of a cluster ${name}`)
  return { state, node }
}

async function locked(name, action) {
  states.folderOf(name) // refuses a name that is none
  const lock = await acquireLock(path.join(states.kafkaFolder, '.locks', name))
  try {
    return await action()
  } finally {
    lock.release()
  }
}

function publicView(state) {
  const nodes = state.nodes.map(({ id, port, process: identity }) => ({
    id,
    port,
    pid: identity?.pid ?? null,
  }))
  const view = { name: state.name, bootstrapServers: states.bootstrapServersOf(state), nodes }
  return state.secure ? { ...view, secure: secureView(state) } : view
}

/** Sixteen random bytes as Kafka writes them. A leading '-' would look like an option to its tool. */
function randomClusterId() {
  const id = randomBytes(16).toString('base64url')
  return id.startsWith('-') ? randomClusterId() : id
}
