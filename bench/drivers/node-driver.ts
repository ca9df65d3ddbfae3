// What the peers whose client is a package for Node have in common: the Node they run on, npm ci, the command.
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { fetchNode, nodeProgram } from '../../scripts/setup/nodes.mjs'
import type { Driver } from '../../src/measure/processes.js'
import type { Site } from '../peers/peer.ts'

const LIMIT_MS = 300_000
/** Drivers import the shared TypeScript; a path because `--import` would look from the working directory. */
const TSX = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href

/** A driver of this folder, by its path from here, on our Node or on that program. */
export function nodeDriver(file: string, node = process.execPath): Driver {
  return { file: node, args: ['--import', TSX, fileURLToPath(new URL(file, import.meta.url))] }
}

/** The program of another version of Node, fetched when it is not there yet. */
export async function nodeOf(site: Site, version: string, reason: string): Promise<string> {
  const program = nodeProgram(site.root, version)
  if (!existsSync(program)) {
    await fetchNode({ root: site.root, doing: site.doing, reason, lock: { recordWorker() {} } }, version)
  }
  return program
}

/**
 * Puts what the folder's lock says into its node_modules, which git ignores; does nothing when it is there.
 * @param node npm leaves out optional packages, a client's binaries among them, that are not for the Node it runs on
 */
export async function installNpm(site: Site, folder: string, node = process.execPath): Promise<void> {
  const cwd = fileURLToPath(new URL(folder, import.meta.url))
  const digest = createHash('sha256')
    .update(readFileSync(path.join(cwd, 'package-lock.json')))
    .digest('hex')
  const marker = path.join(cwd, 'node_modules', `.complete-${digest.slice(0, 8)}`)
  if (existsSync(marker)) return
  site.doing(`npm packages of bench/drivers/${folder}: npm ci`)
  const env = { ...process.env, PATH: `${path.dirname(node)}${path.delimiter}${process.env.PATH}` }
  const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund']
  const options = { cwd, env, timeout: LIMIT_MS } as const
  await promisify(execFile)('npm', args, options).catch(
    (error: { killed?: boolean; stderr?: string } & Error) => {
      const reason = error.killed ? `ran out of ${LIMIT_MS / 1000} s` : error.stderr?.trim() || error.message
      throw new Error(`npm ci in bench/drivers/${folder}: ${reason}`)
    },
  )
  writeFileSync(marker, '') // last, and npm ci empties the folder: an interrupted one is made anew
}
