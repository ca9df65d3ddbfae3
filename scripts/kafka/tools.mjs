// Kafka's own command-line tools by the names that Kafka's documentation uses: its jars are here, its scripts are not.
import { spawn } from 'node:child_process'
import { findJava } from '../setup/java.mjs'
import { classpath, statusOf } from './cluster.mjs'

const tools = {
  'kafka-topics': 'TopicCommand',
  'kafka-console-producer': 'ConsoleProducer',
  'kafka-console-consumer': 'consumer.ConsoleConsumer',
  'kafka-consumer-groups': 'consumer.group.ConsumerGroupCommand',
}

export const toolNames = Object.keys(tools)

/** Runs the tool to its end, on the cluster `local` unless its arguments name a server; resolves to its exit code. */
export async function runTool(name, args) {
  const servers = args.includes('--bootstrap-server') ? [] : ['--bootstrap-server', localServers()]
  const java = findJava()
  if (java === null) throw new Error('there is no Java 17 or newer: npm run setup')
  const quiet = [
    '-XX:+UseSerialGC',
    '-XX:TieredStopAtLevel=1',
    '-Dorg.slf4j.simpleLogger.defaultLogLevel=error',
  ]
  const main = ['-cp', classpath(), `org.apache.kafka.tools.${tools[name]}`]
  const child = spawn(java.command, [...quiet, ...main, ...servers, ...args], { stdio: 'inherit' })
  // Ctrl-C reaches the tool as well, from the terminal: it ends itself, and we follow.
  process.on('SIGINT', () => {})
  process.on('SIGTERM', () => child.kill('SIGTERM'))
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => resolve(code ?? 1))
  })
}

function localServers() {
  const cluster = statusOf()
  if (!cluster?.running) throw new Error('no Kafka runs here: npm run kafka -- start')
  return cluster.bootstrapServers
}
