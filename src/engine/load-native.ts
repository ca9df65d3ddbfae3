import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { isMainThread } from 'node:worker_threads'
import { UnsupportedError } from '../errors.js'
import { type Addon, IF_MAPPED, type Librdkafka, LOAD, ON_THROW_AWAY_THREAD, type Opening } from './addon.js'
import { warnIfUntested } from './binding-version.js'

const OFFICIAL = '@confluentinc/kafka-javascript'
const SHARED_NAMES: Partial<Record<NodeJS.Platform, string>> = {
  linux: 'librdkafka.so.1',
  darwin: 'librdkafka.1.dylib',
}

export interface LoadedAddon {
  readonly addon: Addon
  readonly addonFile: string
  readonly librdkafka: Librdkafka
}

let loaded: LoadedAddon | undefined

/**
 * Loads the addon and the librdkafka that the official package brought, on first use; by thread, as a worker
 * has its own copy of this module.
 * @throws UnsupportedError with every place that was tried, and what mends it
 */
export function loadNative(): LoadedAddon {
  loaded ??= load()
  return loaded
}

function load(): LoadedAddon {
  const require = createRequire(import.meta.url)
  const tried: string[] = []
  const { addon, addonFile } = findAddon(require, tried)
  const librdkafka = findLibrdkafka(require, addon, tried)
  return { addon, addonFile, librdkafka }
}

function findAddon(require: NodeJS.Require, tried: string[]): { addon: Addon; addonFile: string } {
  const root = packageRoot()
  const files = [
    path.join(root, 'prebuilds', `${process.platform}-${process.arch}`, 'lingerbus.node'),
    path.join(root, 'native', 'build', 'lingerbus.node'),
  ]
  for (const file of files) {
    const reason = existsSync(file) ? null : 'no such file'
    try {
      if (reason === null) return { addon: require(file) as Addon, addonFile: file }
    } catch (error) {
      tried.push(`${file}: ${firstLine(error)}`)
      continue
    }
    tried.push(`${file}: ${reason}`)
  }
  throw failure(
    `the engine 'native' has no addon for ${process.platform}-${process.arch}`,
    tried,
    'from a clone `npm run setup` builds it',
  )
}

/**
 * The shared library beside the official package's .node, or the .node itself where librdkafka is linked into it
 * statically. A .node registers itself with the thread that loads it, and a registration that nobody picks up
 * makes the next `require` of any addon on that thread end the process. So, in this order:
 *   mapped already → use it
 *   main thread → `require` it by the path that the package itself uses, then it is mapped
 *   worker → a thread of its own, which ends at once
 */
function findLibrdkafka(require: NodeJS.Require, addon: Addon, tried: string[]): Librdkafka {
  let folder: string
  try {
    const manifest = require.resolve(`${OFFICIAL}/package.json`)
    warnIfUntested(require(manifest).version)
    folder = path.dirname(manifest)
  } catch (error) {
    tried.push(`${OFFICIAL}: ${firstLine(error)}`)
    throw missing(tried)
  }
  const attempt = (file: string, how: Opening): Librdkafka | undefined => {
    const found = addon.load(file, how)
    if (typeof found !== 'string') return found
    if (how !== IF_MAPPED) tried.push(`${file}: ${found.replaceAll('\n', ' ')}`)
    return undefined
  }

  const shared = path.join(folder, 'build', 'deps', SHARED_NAMES[process.platform] ?? 'librdkafka.so.1')
  if (existsSync(shared)) {
    const found = attempt(shared, LOAD)
    if (found) return found
  } else {
    tried.push(`${shared}: no such file`)
  }

  const binding = path.join(folder, 'build', 'Release', 'confluent-kafka-javascript.node')
  if (!existsSync(binding)) {
    tried.push(`${binding}: no such file`)
    throw missing(tried)
  }
  const mapped = attempt(binding, IF_MAPPED)
  if (mapped) return mapped
  if (isMainThread) {
    try {
      require(binding)
    } catch (error) {
      tried.push(`${binding}: ${firstLine(error)}`)
      throw missing(tried)
    }
  }
  const found = attempt(binding, isMainThread ? LOAD : ON_THROW_AWAY_THREAD)
  if (found) return found
  throw missing(tried)
}

function missing(tried: readonly string[]): UnsupportedError {
  return failure(
    `the engine 'native' found no librdkafka in ${OFFICIAL}`,
    tried,
    `\`npm rebuild ${OFFICIAL}\` fetches the binary for this platform, \`CKJS_LINKING=dynamic npm rebuild ${OFFICIAL}\` builds it`,
  )
}

function failure(what: string, tried: readonly string[], remedy: string): UnsupportedError {
  return new UnsupportedError(`${what}; ${remedy}. Tried:\n${tried.map((place) => `  ${place}`).join('\n')}`)
}

function firstLine(error: unknown): string {
  return (error as Error).message.split('\n')[0]!
}

/** This file is src/engine/…, or bundled into dist/: the package is the next folder up with a manifest. */
function packageRoot(): string {
  let folder = path.dirname(fileURLToPath(import.meta.url))
  while (!existsSync(path.join(folder, 'package.json')) && folder !== path.dirname(folder)) {
    folder = path.dirname(folder)
  }
  return folder
}
