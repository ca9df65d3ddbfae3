import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { CommandFailed, runCommand } from './command.mjs'

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..', '..')
const pom = path.join(root, 'scripts', 'kafka', 'pom.xml')

/** The folder of Kafka's jars. It gets its name when it is complete; a changed pom.xml gives another name. */
export function jarsFolder() {
  const text = readFileSync(pom, 'utf8')
  const version = /<kafka.version>(.*)<\/kafka.version>/.exec(text)[1]
  const digest = createHash('sha256').update(text).digest('hex').slice(0, 8)
  return path.join(root, '.cache', 'kafka', `${version}-${digest}`)
}

export function hasJars() {
  return existsSync(jarsFolder())
}

export async function fetchJars(site) {
  const target = jarsFolder()
  const draft = `${target}.draft`
  site.doing('Kafka: its jars by Maven, about 54 MB, because the tests and `npm run kafka` start a real one')
  rmSync(draft, { recursive: true, force: true })
  mkdirSync(draft, { recursive: true })
  const args = ['-q', '-B', '-f', pom, 'dependency:copy-dependencies', `-DoutputDirectory=${draft}`]
  const result = await runCommand(site, 'mvn', args, { progress: 'Maven is at work' })
  if (!result.ok) throw new CommandFailed('mvn dependency:copy-dependencies', result)
  renameSync(draft, target)
}
