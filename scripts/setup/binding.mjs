// The binary of @confluentinc/kafka-javascript: there already, or from our cache, or its maker's prebuilt one, or
// built here. We install with --ignore-scripts because the package's own script builds in a way that needs the
// network half way through, and takes node_modules down with it when it fails.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { forgetBinary, restoreBinary, saveBinary } from './binding-cache.mjs'
import { cleanBuild, compileEnv } from './binding-source.mjs'
import { CommandFailed, findProgram, runCommand } from './command.mjs'
import { missingDebs } from './needs.mjs'

const packageName = '@confluentinc/kafka-javascript'
const neededFeatures = ['ssl', 'sasl', 'lz4', 'zstd', 'oidc']
const prebuiltLimitMs = 20_000 // behind a silent firewall nothing but this ends the attempt

const why = 'to build the Kafka binding'
const buildPrograms = [
  { what: 'python3', programs: ['python3'], mac: 'xcode-select --install' },
  { what: 'make', programs: ['make'], mac: 'xcode-select --install' },
  { what: 'g++', programs: ['g++', 'c++'], mac: 'xcode-select --install' },
]
// librdkafka's configure leaves a feature out without a word when its library is missing.
const buildLibraries = [
  { what: 'libcurl4-openssl-dev', mac: 'brew install curl' },
  { what: 'libsasl2-dev', mac: 'brew install cyrus-sasl' },
  { what: 'libzstd-dev', mac: 'brew install zstd' },
  { what: 'liblz4-dev', mac: 'brew install lz4' },
  { what: 'libssl-dev', mac: 'brew install openssl@3' },
  { what: 'zlib1g-dev', mac: 'xcode-select --install' },
]

/** True when the binding loads in the end; false when only a build can help. */
export async function obtainBinding(site) {
  const folder = path.join(site.root, 'node_modules', packageName)
  if (!existsSync(folder)) throw new Error(`${packageName} is not installed: npm run setup`)
  if (loadProblem(site) === null) {
    saveBinary(site, folder)
    site.done('Kafka binding: loads, with all its features')
    return true
  }
  if (restoreBinary(site, folder)) {
    const problem = loadProblem(site)
    if (problem === null) {
      site.doing('Kafka binding: restored from the cache, because npm ci removes it')
      return true
    }
    site.doing(`Kafka binding: the one in the cache is of no use (${problem})`)
    forgetBinary(site, folder)
  }
  site.doing("Kafka binding: trying its maker's prebuilt binary, which saves building it")
  const fromPackage = createRequire(path.join(folder, 'package.json'))
  const preGyp = fromPackage.resolve('@mapbox/node-pre-gyp/bin/node-pre-gyp')
  await runCommand(site, process.execPath, [preGyp, 'install'], { cwd: folder, timeoutMs: prebuiltLimitMs })
  if (loadProblem(site) !== null) return false
  saveBinary(site, folder)
  return true
}

export function buildNeeds() {
  const programs = buildPrograms.filter((need) => !need.programs.some((name) => findProgram(name)))
  const missing = missingDebs(buildLibraries.map((need) => need.what))
  const libraries = buildLibraries.filter((need) => missing.includes(need.what))
  return [...programs, ...libraries].map(({ what, mac }) => ({ what, why, mac, debs: [what] }))
}

export async function buildBinding(site, because = 'no binary could be had') {
  site.doing(`Kafka binding: building from source, which takes one to three minutes, because ${because}`)
  const folder = path.join(site.root, 'node_modules', packageName)
  cleanBuild(folder)
  const args = ['rebuild', packageName, '--ignore-scripts=false', '--foreground-scripts']
  const result = await runCommand(site, 'npm', args, { env: compileEnv(), progress: 'compiling' })
  if (!result.ok) throw new CommandFailed(`npm rebuild ${packageName}`, result)
  const problem = loadProblem(site)
  if (problem !== null) throw new Error(`the Kafka binding was built, but ${problem}`)
  saveBinary(site, folder)
}

/** In a process of its own: a binary made for another Node may end the process that loads it. */
function loadProblem(site) {
  const script = `console.log(JSON.stringify(require('${packageName}').features))`
  const options = { cwd: site.root, encoding: 'utf8', timeout: 20_000 }
  const { status, signal, stdout, stderr } = spawnSync(process.execPath, ['-e', script], options)
  if (status !== 0)
    return `it does not load: ${/^\w*Error: .*$/m.exec(stderr)?.[0] ?? signal ?? 'no reason given'}`
  const features = JSON.parse(stdout)
  const missing = neededFeatures.filter((feature) => !features.includes(feature))
  return missing.length === 0 ? null : `it lacks ${missing.join(', ')}`
}
