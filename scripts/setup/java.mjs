import { spawnSync } from 'node:child_process'
import path from 'node:path'
import { findProgram } from './command.mjs'

const oldestJava = 17

/** `{ command, version }` of a Java new enough for Kafka, null when there is none. */
export function findJava() {
  const home = process.env.JAVA_HOME
  for (const command of [home && path.join(home, 'bin', 'java'), findProgram('java')]) {
    const version = command ? versionOf(command) : 0
    if (version >= oldestJava) return { command, version }
  }
  return null
}

export function javaNeeds(site) {
  const java = findJava()
  if (java !== null) {
    site.done(`Java ${java.version}: there`)
    return []
  }
  return [
    {
      what: `Java ${oldestJava} or newer`,
      why: 'Kafka runs on it',
      debs: ['openjdk-17-jdk-headless', 'default-jdk-headless'],
      mac: 'brew install openjdk@17',
    },
  ]
}

export function mavenNeeds() {
  if (findProgram('mvn') !== null) return []
  return [{ what: 'Maven', why: "it brings Kafka's jars", debs: ['maven'], mac: 'brew install maven' }]
}

function versionOf(command) {
  const { stderr } = spawnSync(command, ['-version'], { encoding: 'utf8' })
  return Number(/version "(\d+)/.exec(stderr ?? '')?.[1] ?? 0)
}
