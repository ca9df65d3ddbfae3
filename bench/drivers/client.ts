// What a Node driver's answer says of who sent.
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'

export const RUNTIME = `node ${process.versions.node}`

/** `name version`, of the package that `name` means in that module; its exports may hide its package.json. */
export function versionOf(moduleUrl: string, name: string): string {
  const folders = createRequire(moduleUrl).resolve.paths(name) ?? []
  const manifest = folders.map((folder) => path.join(folder, name, 'package.json')).find(existsSync)
  if (manifest === undefined) throw new Error(`${name} is not installed`)
  return `${name} ${JSON.parse(readFileSync(manifest, 'utf8')).version}`
}
