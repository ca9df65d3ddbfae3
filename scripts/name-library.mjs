// After tsup: the types of an entry that uses the library's own classes name it by its name, as the code does. tsup has
// no hook that runs when its types are there.
import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

const dist = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../dist')

for (const name of ['testing.d.ts', 'testing.d.cts']) {
  const file = path.join(dist, name)
  const text = readFileSync(file, 'utf8')
  const named = text.replaceAll(/from '[^']*\/(?:producer|options)\.js'/g, "from 'lingerbus'")
  if (!named.includes("from 'lingerbus'")) throw new Error(`${name} does not use the library's classes`)
  writeFileSync(file, named)
}
