// The official package in both forms that its users have, for tests: librdkafka as a shared library beside its
// .node, or linked statically into it (as its maker's prebuilt binaries are). One form is what is installed; the
// other comes from the object files of a build from source, which is repeated only where they are gone.
import { copyFileSync, cpSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs'
import path from 'node:path'
import { buildBinding } from './binding.mjs'
import { copyKept, restoreBinary, variantOf } from './binding-cache.mjs'
import { CommandFailed, findProgram, runCommand } from './command.mjs'

const packageName = '@confluentinc/kafka-javascript'
const forms = ['shared', 'static']
const module = 'build/Release/confluent-kafka-javascript.node'
const objects = 'build/Release/obj.target/confluent-kafka-javascript/src'
const archives = ['build/deps/librdkafka-static.a', 'build/deps/librdkafka++.a']

/** A copy of the official package, as far as it is needed to run, in one form. */
export function formFolder(root, form) {
  const variant = variantOf(path.join(root, 'node_modules', packageName))
  return path.join(root, '.cache', 'forms', variant, form)
}

export function hasForms(site) {
  // The linker's options are GNU's: elsewhere nobody has tried.
  return process.platform !== 'linux' || forms.every((form) => existsSync(formFolder(site.root, form)))
}

/** Whether the other form can be had without compiling. */
export function hasObjects(site) {
  const folder = path.join(site.root, 'node_modules', packageName)
  return [objects, ...archives].every((part) => existsSync(path.join(folder, part)))
}

export async function makeForms(site) {
  const folder = path.join(site.root, 'node_modules', packageName)
  const isShared = existsSync(path.join(folder, 'build/deps/librdkafka.so.1'))
  site.doing('Kafka binding: its other link form, for the tests of the engine native')
  if (!isShared) await keepForm(site, folder, 'static')
  if (!hasObjects(site)) await buildBinding(site, 'the other form is linked from its object files')
  await keepForm(site, folder, 'shared')
  if (isShared) return linkStatically(site, folder)
  rmSync(path.join(folder, 'build'), { recursive: true, force: true })
  if (!restoreBinary(site, folder)) throw new Error('the prebuilt binding is not in the cache any more')
}

async function linkStatically(site, folder) {
  await keepForm(site, folder, 'static', async (draft) => {
    rmSync(path.join(draft, 'build/deps'), { recursive: true, force: true })
    const compiled = readdirSync(path.join(folder, objects)).map((name) => path.join(folder, objects, name))
    const parts = [...compiled, ...archives.map((name) => path.join(folder, name))]
    // OpenSSL inside as well, as in the prebuilt binary; the others have no archive of position-independent code.
    const libraries = ['-l:libssl.a', '-l:libcrypto.a', '-lcurl', '-lsasl2', '-lz', '-llz4', '-lzstd']
    const args = ['-shared', '-pthread', '-rdynamic', '-s', '-o', path.join(draft, module)]
    args.push('-Wl,--start-group', ...parts, '-Wl,--end-group', ...libraries, '-lm', '-ldl')
    const result = await runCommand(site, findProgram('g++') ?? findProgram('c++'), args)
    if (!result.ok) throw new CommandFailed('linking librdkafka into the binding', result)
  })
}

async function keepForm(site, folder, form, change = async () => {}) {
  const target = formFolder(site.root, form)
  const draft = `${target}.draft`
  rmSync(draft, { recursive: true, force: true })
  mkdirSync(draft, { recursive: true })
  for (const name of ['package.json', 'librdkafka.js']) {
    copyFileSync(path.join(folder, name), path.join(draft, name))
  }
  cpSync(path.join(folder, 'lib'), path.join(draft, 'lib'), { recursive: true })
  copyKept(folder, draft)
  await change(draft)
  rmSync(target, { recursive: true, force: true })
  renameSync(draft, target)
}
