// Makes the addon for musl and loads it there. Wants Debian's musl-tools, and in $CXX a C++ compiler for musl: Debian
// has only one for C, and g++'s own headers are glibc's. Writes docs/measurements/musl.json.
//   CXX='python3 -m ziglang c++ -target x86_64-linux-musl' node scripts/check-musl.mjs
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..')
const addon = path.join(root, 'prebuilds/linux-x64-musl/lingerbus.node')
const folder = mkdtempSync(path.join(tmpdir(), 'lingerbus-musl-'))
const cxx = process.env.CXX?.split(' ') ?? []
const result = {
  name: 'musl',
  command: 'node scripts/check-musl.mjs',
  date: new Date().toISOString(),
  versions: {
    node: process.versions.node,
    lingerbus: JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')).version,
  },
  gcc: { compiler: 'musl-gcc with the headers of g++', ...outcome(tryGcc()) },
  other: {
    compiler: cxx.filter((word) => !word.includes('/') && word !== '-m').join(' '),
    ...outcome(tryOther()),
  },
}
try {
  Object.assign(result, load())
} finally {
  rmSync(folder, { recursive: true, force: true })
}
writeFileSync(path.join(root, 'docs/measurements/musl.json'), `${JSON.stringify(result, null, 2)}\n`)
console.log(JSON.stringify(result, null, 1))

function tryGcc() {
  const args = ['-std=c++17', '-nostdinc++', '-isystem', '/usr/include/c++/12']
  args.push(
    '-isystem',
    '/usr/include/x86_64-linux-gnu/c++/12',
    '-fsyntax-only',
    path.join(root, 'native/at-exit.cc'),
  )
  return run('musl-gcc', args, { REALGCC: 'g++' })
}

function tryOther() {
  return run(process.execPath, ['scripts/build-addon.mjs', '--as', 'linux-x64-musl'])
}

function load() {
  const symbols = run('readelf', ['--dyn-syms', '-W', addon]).stdout
  const missing = [...new Set(symbols.match(/\bUND (napi_\w+)/g)?.map((text) => text.slice(4)))]
  const stubs = path.join(folder, 'stubs.c')
  writeFileSync(stubs, missing.map((name) => `void ${name}(void) {}\n`).join(''))
  const host = path.join(folder, 'host')
  const compiled = run('musl-gcc', ['-rdynamic', path.join(root, 'scripts/musl/host.c'), stubs, '-o', host])
  if (compiled.status !== 0) return { loads: false, why: compiled.stderr }
  const needed = run('readelf', ['-d', addon])
    .stdout.match(/NEEDED.*\[(.*)\]/g)
    ?.map((line) => /\[(.*)\]/.exec(line)[1])
  const { status, stderr } = run(host, [addon])
  return { bytes: statSync(addon).size, needs: needed, loads: status === 0, why: stderr.trim() }
}

function outcome({ status, stderr }) {
  return {
    works: status === 0,
    why: status === 0 ? '' : (/error: .*/.exec(stderr)?.[0] ?? stderr.slice(0, 200)),
  }
}

function run(program, args, env = {}) {
  const { status, stdout, stderr, error } = spawnSync(program, args, {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, ...env },
  })
  return { status, stdout: stdout ?? '', stderr: stderr ?? String(error) }
}
