// One broker: a Java process that outlives us, with its data, its settings and its log in the cluster's folder.
import { spawn } from 'node:child_process'
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { spawnRecorded } from '../setup/held-process.mjs'
import { findJava } from '../setup/java.mjs'
import { hasJars, jarsFolder } from '../setup/kafka-jars.mjs'
import { isAlive, signalProcess } from '../setup/process-identity.mjs'
import { brokerProperties, formatProperties } from './properties.mjs'
import { addAcls, SCRAM_ARGUMENTS, secureProperties } from './secure.mjs'
import { folderOf, logFile, nodeFolder, propertiesFile } from './state.mjs'

const loggerLevel = '-Dorg.slf4j.simpleLogger.defaultLogLevel=warn'
const quickStart = ['-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1']
const heap = ['-Xms256m', '-Xmx384m']
const graceMs = 10_000

/** For Java tools of the same jars: `java -cp ${classpath()} …`. */
export function classpath() {
  if (!hasJars()) throw new Error("Kafka's jars are not here yet: npm run setup")
  return path.join(jarsFolder(), '*')
}

export function writeProperties(state, node) {
  const dataFolder = nodeFolder(state.name, node.id)
  const extra = { ...(state.secure ? secureProperties(state, node) : {}), ...state.properties }
  const properties = brokerProperties({ node, nodes: state.nodes, dataFolder, extra })
  writeFileSync(propertiesFile(state.name, node.id), formatProperties(properties))
}

/** Makes an empty data folder that belongs to this cluster. Cut short, it must be done again from the start. */
export async function formatNode(state, node) {
  const dataFolder = nodeFolder(state.name, node.id)
  const marker = `${dataFolder}.formatted`
  if (existsSync(marker)) return
  rmSync(dataFolder, { recursive: true, force: true })
  mkdirSync(dataFolder, { recursive: true })
  const settings = propertiesFile(state.name, node.id)
  const args = [
    'kafka.tools.StorageTool',
    'format',
    '--ignore-formatted',
    '-t',
    state.clusterId,
    '-c',
    settings,
    ...(state.secure ? SCRAM_ARGUMENTS : []),
  ]
  const child = spawn(javaCommand(), [...quickStart, '-cp', classpath(), loggerLevel, ...args])
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk))
  const code = await new Promise((resolve, reject) => child.once('close', resolve).once('error', reject))
  if (code !== 0) throw new Error(`formatting the data folder of node ${node.id} failed:\n${output.trim()}`)
  writeFileSync(marker, '')
}

/** A secure cluster's ACLs, once; it must serve. */
export async function grantAccess(state) {
  if (!state.secure || state.isGranted) return
  await addAcls(state, { command: javaCommand(), classpath: classpath() })
  state.isGranted = true
}

/** Starts the process. `record(identity)` runs before it does anything, so that it can always be ended. */
export async function launchNode(state, node, record) {
  const log = openSync(logFile(state.name, node.id), 'a')
  const args = [...heap, ...quickStart, loggerLevel, '-Dorg.slf4j.simpleLogger.showDateTime=true']
  const main = ['-cp', classpath(), 'kafka.Kafka', propertiesFile(state.name, node.id)]
  try {
    const { child } = await spawnRecorded(javaCommand(), [...args, ...main], {
      cwd: folderOf(state.name),
      stdio: [log, log],
      record,
    })
    child.unref()
  } finally {
    closeSync(log)
  }
}

/** TERM, ten seconds, KILL; with `atOnce` straight to KILL, for data that nobody wants any more. */
export async function endNode(node, { atOnce = false } = {}) {
  if (!atOnce) {
    signalProcess(node.process, 'SIGTERM')
    signalProcess(node.process, 'SIGCONT') // a process that was stopped does not even see the first one
    if (await isGone(node, graceMs)) return
  }
  signalProcess(node.process, 'SIGKILL')
  if (!(await isGone(node, graceMs)))
    throw new Error(`node ${node.id} (pid ${node.process.pid}) does not end`)
}

export async function isGone(node, timeoutMs) {
  for (const endMs = Date.now() + timeoutMs; isAlive(node.process); await sleep(50)) {
    if (Date.now() > endMs) return false
  }
  return true
}

export function logTail(name, id, lines = 30) {
  const file = logFile(name, id)
  if (!existsSync(file)) return '  (no log)'
  const tail = readFileSync(file, 'utf8').trimEnd().split('\n').slice(-lines)
  return tail.map((line) => `  | ${line}`).join('\n')
}

function javaCommand() {
  const java = findJava()
  if (java === null) throw new Error('there is no Java 17 or newer: npm run setup')
  return java.command
}
