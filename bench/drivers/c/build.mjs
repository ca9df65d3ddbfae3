// Compiles producer.c against the very librdkafka that @confluentinc/kafka-javascript runs on.
// Run: node bench/drivers/c/build.mjs
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

const SOURCE = fileURLToPath(new URL('producer.c', import.meta.url))
const BINARY = fileURLToPath(new URL('../../../.cache/bench/producer', import.meta.url))

/**
 * The librdkafka of the official package: its file, and the folder of its header.
 * @throws when it has none: the reason is for the result file
 */
export function findLibrdkafka() {
  const official = path.dirname(
    createRequire(import.meta.url).resolve('@confluentinc/kafka-javascript/package.json'),
  )
  const library = path.join(official, 'build', 'deps', 'librdkafka.so.1')
  if (!existsSync(library)) {
    throw new Error(
      'the official package has no librdkafka.so.1: it was linked statically (CKJS_LINKING=dynamic builds it)',
    )
  }
  // A build that was taken from a cache has the library alone; the sources come with the package.
  const headers = [
    path.join(official, 'build/deps/include/librdkafka'),
    path.join(official, 'deps/librdkafka/src'),
  ]
  const include = headers.find((folder) => existsSync(path.join(folder, 'rdkafka.h')))
  if (include === undefined) throw new Error('the official package has no rdkafka.h')
  return { library, include }
}

/**
 * The program's path.
 * @throws when it cannot be built here: the reason is for the result file
 */
export function buildC() {
  const { library, include } = findLibrdkafka()
  mkdirSync(path.dirname(BINARY), { recursive: true })
  const flags = ['-O2', '-std=gnu11', '-Wall', '-Wextra', '-Werror', '-isystem', include]
  const link = [library, `-Wl,-rpath,${path.dirname(library)}`]
  execFileSync('gcc', [...flags, '-o', BINARY, SOURCE, ...link], { stdio: ['ignore', 'ignore', 'pipe'] })
  return BINARY
}

if (process.argv[1] === fileURLToPath(import.meta.url)) console.log(path.relative(process.cwd(), buildC()))
