// Builds dist/ with tsup: as a command always, for others when a source is newer than it, so that a second run of the
// demo starts at once.
import { spawnSync } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { platformName } from './platform.mjs'
import { acquireLock } from './setup/lock.mjs'

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..')
const dist = path.join(root, 'dist')
const PRODUCT = path.join(dist, 'index.d.ts')

export async function buildIfStale() {
  await oneAtATime(() => {
    if (isFresh()) return
    console.log('building dist/ (tsup)')
    build()
  })
}

/**
 * Two test processes: A builds → B finds dist/ stale as well, and empties a file that A's first test is about to load.
 * What looks fresh may be half written, so that looking needs the lock too.
 */
async function oneAtATime(work) {
  const lock = await acquireLock(path.join(root, '.cache/build-lock'), {
    onWait: (pid) => console.log(`process ${pid} builds dist/: waiting for it`),
  })
  try {
    work()
  } finally {
    lock.release()
  }
}

function build() {
  // Their names have a hash of what is in them: those of the build before would stay, and be packed.
  for (const name of existsSync(dist) ? readdirSync(dist) : []) {
    if (name.startsWith('chunk-')) rmSync(path.join(dist, name))
  }
  for (const script of ['node_modules/tsup/dist/cli-default.js', 'scripts/name-library.mjs']) {
    const result = spawnSync(process.execPath, [path.join(root, script)], { cwd: root, encoding: 'utf8' })
    if (result.status !== 0) throw new Error(`${script} failed:\n${result.stdout}${result.stderr}`)
  }
}

/**
 * Puts the addon that set-up compiled where the tarball takes it from: prebuilds/<platform>-<arch>/, which the
 * loader looks into first. Set-up takes it away again when it compiles a newer one.
 */
export function stagePrebuild() {
  const addon = path.join(root, 'native/build/lingerbus.node')
  if (!existsSync(addon)) throw new Error('the addon is not compiled yet: npm run setup')
  const folder = path.join(root, 'prebuilds', platformName())
  mkdirSync(folder, { recursive: true })
  // Two packs at once: each puts a whole file in place.
  const draft = path.join(folder, `lingerbus.node.${process.pid}`)
  copyFileSync(addon, draft)
  renameSync(draft, path.join(folder, 'lingerbus.node'))
}

function isFresh() {
  const built = modifiedAt(PRODUCT)
  const sources = readdirSync(path.join(root, 'src'), { recursive: true }).map((name) =>
    path.join(root, 'src', name),
  )
  sources.push(path.join(root, 'tsup.config.ts'), path.join(root, 'package.json'))
  return sources.every((source) => modifiedAt(source) < built)
}

function modifiedAt(file) {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await oneAtATime(build)
