// npm run build:addon: the addon for this platform, compiled where that is needed and without debugging symbols, in
// prebuilds/<platform>-<arch>/, which the loader looks into first and the tarball takes.
//   CXX='python3 -m ziglang c++ -target x86_64-linux-musl' npm run build:addon -- --as linux-x64-musl
// has another compiler make it for another platform.
import { spawnSync } from 'node:child_process'
import { mkdirSync, renameSync, statSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { stagePrebuild } from './build.mjs'
import { platformName } from './platform.mjs'
import { addonCommand } from './setup/addon.mjs'
import { setup } from './setup.mjs'

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..')
const { values } = parseArgs({ options: { as: { type: 'string' } } })
const name = values.as ?? platformName()
if (!/^[a-z0-9]+(-[a-z0-9]+)+$/.test(name)) {
  console.error(`--as takes a platform such as linux-x64-musl, got '${name}'`)
  process.exit(2)
}

const product = path.join(root, 'prebuilds', name, 'lingerbus.node')
if (values.as === undefined) {
  await setup({ steps: ['packages', 'addon'], quiet: true })
  stagePrebuild()
} else {
  await setup({ steps: ['packages'], quiet: true })
  compileFor(process.env.CXX)
}
console.log(`prebuilds/${name}/lingerbus.node: ${statSync(product).size} bytes`)

function compileFor(compiler) {
  if (!compiler) {
    console.error('--as needs $CXX, a compiler for that platform')
    process.exit(2)
  }
  mkdirSync(path.dirname(product), { recursive: true })
  const draft = `${product}.${process.pid}`
  const [program, ...before] = compiler.split(' ')
  const { status, error } = spawnSync(program, [...before, ...addonCommand({ root }, draft).args], {
    stdio: 'inherit',
  })
  if (status !== 0) {
    console.error(`${program} failed${error ? `: ${error.message}` : ''}`)
    process.exit(1)
  }
  renameSync(draft, product)
}
