// What check-native runs: the C++ test twice and the addon once, each built again only when a source has changed.
import { execFile, execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

const common = ['-std=c++17', '-g', '-Wall', '-Wextra', '-Werror', '-pthread']
// Without frame pointers AddressSanitizer's quick way to read the stack sees one caller.
const sanitizers = [
  '-fsanitize=address,undefined',
  '-fno-sanitize-recover=all',
  '-fno-omit-frame-pointer',
  '-O1',
]
/** The layer that knows no Node. */
const plainLayer = [
  'producer.cc',
  'producer-produce.cc',
  'producer-security.cc',
  'producer-end.cc',
  'helper.cc',
  'librdkafka.cc',
  'library-file-posix.cc',
  'at-exit.cc',
  'topic-config.cc',
  'transactions.cc',
]

const products = {
  plainTest: { file: 'native-test', sources: testSources, flags: ['-O0'] },
  sanitizedTest: { file: 'native-test-sanitized', sources: testSources, flags: sanitizers },
  sanitizedAddon: {
    file: 'lingerbus-sanitized.node',
    sources: addonSources,
    flags: [...sanitizers, '-fPIC', '-fvisibility=hidden', '-DNAPI_VERSION=8'],
    // Node unmaps an addon with the last worker that used it, and its functions would have no names in a report.
    linking: ['-shared', '-Wl,-z,nodelete'],
  },
}

/** Their paths by name. @throws with the compiler's words */
export async function compile(root) {
  const folder = path.join(root, '.cache', 'check-native')
  mkdirSync(folder, { recursive: true })
  const built = {}
  for (const [name, product] of Object.entries(products)) {
    built[name] = path.join(folder, product.file)
    await compileOne(root, built[name], product)
  }
  return built
}

async function compileOne(root, target, { sources, flags, linking = [] }) {
  const native = path.join(root, 'native')
  const includes = [nodeHeaders(), librdkafkaHeaders(root)].flatMap((each) => ['-isystem', each])
  const compiling = [...common, ...flags, ...includes]
  const objects = []
  const toCompile = sources(native).map((source) => {
    const key = fingerprint(native, source, [...compiling, compilerVersion()])
    const object = `${target}-${source.replaceAll('/', '-')}.o`
    objects.push(object)
    return { source, object, key }
  })
  const stale = toCompile.filter(({ object, key }) => !existsSync(object) || readKey(object) !== key)
  // As many at a time as this machine has cores that it is likely to have free.
  await Promise.all(
    [0, 1].map(async (lane) => {
      for (const { source, object, key } of stale.filter((_, index) => index % 2 === lane)) {
        await run('g++', [...compiling, '-c', path.join(native, source), '-o', object])
        writeFileSync(`${object}.key`, key)
      }
    }),
  )
  if (stale.length === 0 && existsSync(target)) return
  await run('g++', ['-pthread', ...flags, ...linking, ...objects, '-o', `${target}.draft`, '-ldl'])
  renameSync(`${target}.draft`, target)
}

function testSources(native) {
  const names = readdirSync(path.join(native, 'test')).filter((name) => name.endsWith('.cc'))
  return [...plainLayer, ...names.sort().map((name) => `test/${name}`)]
}

function addonSources(native) {
  const names = readdirSync(native).filter((name) => name.endsWith('.cc'))
  return [...names.sort(), 'test/planted.cc']
}

/** By the source and all header files: finding out which it includes would be a compiler's work. */
function fingerprint(native, source, flags) {
  const headers = readdirSync(native, { recursive: true }).filter((name) => name.endsWith('.h'))
  const hash = createHash('sha256').update(JSON.stringify(flags))
  for (const name of [source, ...headers.sort()]) hash.update(readFileSync(path.join(native, name)))
  return hash.digest('hex')
}

function readKey(object) {
  return existsSync(`${object}.key`) ? readFileSync(`${object}.key`, 'utf8') : null
}

export function compilerVersion() {
  return execFileSync('g++', ['-dumpfullversion'], { encoding: 'utf8' }).trim()
}

/** The runtime that must be loaded before Node itself. */
export function sanitizerRuntime() {
  return execFileSync('g++', ['-print-file-name=libasan.so'], { encoding: 'utf8' }).trim()
}

const nodeHeaders = () => path.resolve(process.execPath, '..', '..', 'include', 'node')
const librdkafkaHeaders = (root) =>
  path.join(root, 'node_modules/@confluentinc/kafka-javascript/deps/librdkafka/src')
