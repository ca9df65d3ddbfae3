import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { CommandFailed, runCommand } from './command.mjs'

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..', '..')
const pom = path.join(root, 'scripts', 'kafka', 'pom.xml')

/** The folder of Kafka's jars. It gets its name when it is complete; a changed pom.xml gives another name. */
export function jarsFolder() {
  const version = /<kafka.version>(.*)<\/kafka.version>/.exec(readFileSync(pom, 'utf8'))[1]
  return path.join(root, '.cache', 'kafka', `${version}-${digestOf(pom)}`)
}

export function hasJars() {
  return existsSync(jarsFolder())
}

export async function fetchJars(site) {
  site.doing('Kafka: its jars by Maven, about 54 MB, because the tests and `npm run kafka` start a real one')
  await copyJars(site, pom, jarsFolder())
}

/** For the name of a folder that belongs to this text of the file. */
export function digestOf(file) {
  return createHash('sha256').update(readFileSync(file)).digest('hex').slice(0, 8)
}

/** Brings the jars that a pom.xml lists; `target` gets its name when it is complete. */
export async function copyJars(site, pomFile, target) {
  const draft = `${target}.draft`
  rmSync(draft, { recursive: true, force: true })
  mkdirSync(draft, { recursive: true })
  const args = ['-q', '-B', '-f', pomFile, 'dependency:copy-dependencies', `-DoutputDirectory=${draft}`]
  const result = await runCommand(site, 'mvn', args, { progress: 'Maven is at work' })
  if (!result.ok) throw new CommandFailed('mvn dependency:copy-dependencies', result)
  renameSync(draft, target)
}
