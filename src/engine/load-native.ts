import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { isMainThread } from 'node:worker_threads'
import { UnsupportedError } from '../errors.js'
import { type Addon, COPY, IF_MAPPED, type Librdkafka, LOAD, type Opening } from './addon.js'
import { TESTED_FROM, warnIfUntested } from './binding-version.js'

const OFFICIAL = '@confluentinc/kafka-javascript'
/** Where a build of the official package puts librdkafka when it is a library of its own. Windows knows no other. */
const SHARED_FILES: Partial<Record<NodeJS.Platform, string>> = {
  darwin: 'build/deps/librdkafka.1.dylib',
  win32: 'build/Release/librdkafka.dll',
}
const SHARED_FILE = SHARED_FILES[process.platform] ?? 'build/deps/librdkafka.so.1'

export interface LoadedAddon {
  readonly addon: Addon
  readonly addonFile: string
  readonly librdkafka: Librdkafka
  /** How librdkafka is linked: a library of its own, or part of the official package's .node. */
  readonly linking: Linking
}

export type Linking = 'shared' | 'static'

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
  addon.loaded ??= { addon, addonFile, ...findLibrdkafka(require, addon, tried) } satisfies LoadedAddon
  return addon.loaded as LoadedAddon
}

function findAddon(require: NodeJS.Require, tried: string[]): { addon: Addon; addonFile: string } {
  const root = packageRoot()
  const files = [
    path.join(root, 'prebuilds', platformName(), 'lingerbus.node'),
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
    `the engine 'native' has no addon for ${platformName()}`,
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
 *   worker → a copy of it, as the official package runs on the main thread only, and only where its .node was not
 *     mapped before: mapped by us here, `require` would fail there with "Module did not self-register"
 */
function findLibrdkafka(
  require: NodeJS.Require,
  addon: Addon,
  tried: string[],
): { librdkafka: Librdkafka; linking: Linking } {
  const folder = officialFolder(require, tried)
  const attempt = (file: string, how: Opening): Librdkafka | undefined => {
    const found = addon.load(file, how)
    if (typeof found !== 'string') return found
    if (how !== IF_MAPPED) tried.push(`${file}: ${found.replaceAll('\n', ' ')}`)
    return undefined
  }
  const there = (...parts: string[]): string | undefined => {
    const file = path.join(folder, ...parts)
    if (existsSync(file)) return file
    tried.push(`${file}: no such file`)
    return undefined
  }

  const shared = there(SHARED_FILE)
  const beside = shared && attempt(shared, LOAD)
  if (beside) return { librdkafka: beside, linking: 'shared' }
  const binding = there('build', 'Release', 'confluent-kafka-javascript.node')
  if (!binding) throw missing(tried)
  const inside = attempt(binding, IF_MAPPED) ?? loadBinding(binding)
  if (inside) return { librdkafka: inside, linking: inside.file.endsWith('.node') ? 'static' : 'shared' }
  throw missing(tried)

  function loadBinding(file: string): Librdkafka | undefined {
    if (!isMainThread) return attempt(file, COPY)
    try {
      require(file)
    } catch (error) {
      tried.push(`${file}: ${firstLine(error)}`)
      return undefined
    }
    return attempt(file, LOAD)
  }
}

/** An addon for glibc is none for musl. */
function platformName(): string {
  const isMusl = process.platform === 'linux' && !hasGlibc()
  return `${process.platform}-${process.arch}${isMusl ? '-musl' : ''}`
}

function hasGlibc(): boolean {
  const { header } = process.report.getReport() as { header?: { glibcVersionRuntime?: string } }
  return header?.glibcVersionRuntime !== undefined
}

function officialFolder(require: NodeJS.Require, tried: string[]): string {
  try {
    const manifest = require.resolve(`${OFFICIAL}/package.json`)
    warnIfUntested(require(manifest).version)
    return path.dirname(manifest)
  } catch (error) {
    tried.push(`${OFFICIAL}: ${firstLine(error)}`)
    throw missing(tried)
  }
}

function missing(tried: readonly string[]): UnsupportedError {
  const isOld = tried.some((place) => place.includes('the oldest that will do'))
  return failure(
    `the engine 'native' found no librdkafka that will do in ${OFFICIAL}`,
    tried,
    isOld
      ? `\`npm install ${OFFICIAL}@~${TESTED_FROM}\` brings one that will do`
      : `\`npm rebuild ${OFFICIAL}\` fetches the binary for this platform, \`CKJS_LINKING=dynamic npm rebuild ${OFFICIAL}\` builds it`,
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
