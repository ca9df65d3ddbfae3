// The addon of the engine `native`, from native/*.cc with one call of the compiler: no node-gyp, no network.
// Node-API only, so one file serves every Node; it finds librdkafka when it runs.
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { CommandFailed, findProgram, runCommand } from './command.mjs'

const flags = ['-std=c++17', '-O2', '-Wall', '-Wextra', '-fPIC', '-pthread', '-fvisibility=hidden']
const defines = ['-DNAPI_VERSION=8']
// -s: no debugging symbols; it is shipped as it is.
const linking =
  process.platform === 'darwin'
    ? ['-bundle', '-undefined', 'dynamic_lookup', '-Wl,-x']
    : ['-shared', '-s', '-ldl']

export function isAddonFresh(site) {
  try {
    return existsSync(productOf(site)) && readFileSync(stampOf(site), 'utf8') === fingerprint(site)
  } catch {
    return false
  }
}

export function addonNeeds(site) {
  const why = "to build the engine 'native'"
  const needs = []
  if (compiler() === null) needs.push({ what: 'g++', why, debs: ['g++'], mac: 'xcode-select --install' })
  if (nodeHeaders() === null) {
    const command = 'npm install --global node@20   # a Node that has its headers beside it'
    needs.push({ what: "Node's headers (include/node/node_api.h)", why, command })
  }
  if (!existsSync(path.join(librdkafkaHeaders(site), 'rdkafka.h'))) {
    throw new Error("librdkafka's headers are missing: npm run setup installs the package that has them")
  }
  return needs
}

export async function buildAddon(site) {
  site.doing("engine 'native': compiling the addon, because it is missing or a source has changed")
  mkdirSync(path.dirname(productOf(site)), { recursive: true })
  const draft = `${productOf(site)}.draft`
  const command = addonCommand(site, draft)
  const result = await runCommand(site, command.compiler, command.args, { progress: 'compiling' })
  if (!result.ok) throw new CommandFailed('the compiler', result)
  // A file that a running process has mapped is replaced, never written into.
  renameSync(draft, productOf(site))
  writeFileSync(stampOf(site), fingerprint(site))
  // A copy that was made for a tarball would be loaded in its place.
  rmSync(path.join(site.root, 'prebuilds'), { recursive: true, force: true })
}

/** The one call that makes the addon. */
export function addonCommand(site, product) {
  const sources = sourcesOf(site).filter((file) => file.endsWith('.cc'))
  // Headers of others with -isystem: their warnings are not ours.
  const includes = ['-isystem', nodeHeaders(), '-isystem', librdkafkaHeaders(site)]
  const args = [...flags, ...defines, ...includes, ...sources, '-o', product, ...linking]
  return { compiler: compiler(), args }
}

/** Whatever the product is made of. */
function fingerprint(site) {
  const hash = createHash('sha256')
  hash.update(JSON.stringify([flags, defines, linking, process.platform, process.arch]))
  hash.update(readFileSync(path.join(librdkafkaHeaders(site), 'rdkafka.h')))
  for (const file of sourcesOf(site)) hash.update(path.basename(file)).update(readFileSync(file))
  return hash.digest('hex')
}

function sourcesOf(site) {
  const folder = path.join(site.root, 'native')
  const names = readdirSync(folder).filter((name) => /\.(cc|h)$/.test(name))
  return names.sort().map((name) => path.join(folder, name))
}

const productOf = (site) => path.join(site.root, 'native', 'build', 'lingerbus.node')
const stampOf = (site) => path.join(site.root, 'native', 'build', 'fingerprint')
const librdkafkaHeaders = (site) =>
  path.join(site.root, 'node_modules/@confluentinc/kafka-javascript/deps/librdkafka/src')
const compiler = () => findProgram('g++') ?? findProgram('c++')

/** Beside node itself more often than not. */
function nodeHeaders() {
  const folder = path.resolve(process.execPath, '..', '..', 'include', 'node')
  return existsSync(path.join(folder, 'node_api.h')) ? folder : null
}
