// What is known about a cluster, in `.kafka/NAME/state.json`: enough to end it, and nothing else, from any process.
import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { commandLineOf, isAlive } from '../setup/process-identity.mjs'

export const kafkaFolder = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..', '..', '.kafka')

export function folderOf(name) {
  if (!/^[A-Za-z0-9][A-Za-z0-9_-]{0,60}$/.test(name)) {
    throw new Error(`a cluster's name is letters, digits, - and _, not ${JSON.stringify(name)}`)
  }
  return path.join(kafkaFolder, name)
}

export const nodeFolder = (name, id) => path.join(folderOf(name), `node-${id}`)
export const logFile = (name, id) => path.join(folderOf(name), `node-${id}.log`)
export const propertiesFile = (name, id) => path.join(folderOf(name), `node-${id}.properties`)

export function readState(name) {
  try {
    return JSON.parse(readFileSync(path.join(folderOf(name), 'state.json'), 'utf8'))
  } catch (error) {
    if (error.code === 'ENOENT') return null
    throw error
  }
}

export function writeState(state) {
  const folder = folderOf(state.name)
  mkdirSync(folder, { recursive: true })
  writeFileSync(path.join(folder, 'state.json.draft'), `${JSON.stringify(state, null, 2)}\n`)
  renameSync(path.join(folder, 'state.json.draft'), path.join(folder, 'state.json'))
}

export function clusterNames() {
  try {
    return readdirSync(kafkaFolder).filter((name) => !name.startsWith('.') && readState(name) !== null)
  } catch (error) {
    if (error.code === 'ENOENT') return []
    throw error
  }
}

/** Is this node's process the broker that we started, and not a stranger with its number? */
export function isUp(name, node) {
  return isAlive(node.process) && commandLineOf(node.process.pid).includes(propertiesFile(name, node.id))
}

export function bootstrapServersOf(state) {
  return state.nodes.map((node) => `127.0.0.1:${node.port}`).join(',')
}
