// pykafka's extension over librdkafka. Its own setup.py leaves it out without a word where there is no librdkafka with
// headers, so it is compiled here, against the librdkafka that @confluentinc/kafka-javascript runs on.
import { execFileSync } from 'node:child_process'
import { existsSync, symlinkSync } from 'node:fs'
import path from 'node:path'
import { findLibrdkafka } from '../c/build.mjs'

const ASK = `import sysconfig, importlib.util
print(sysconfig.get_paths()['include'])
print(importlib.util.find_spec('pykafka').submodule_search_locations[0])`

/** @throws when there is no librdkafka, no compiler or no Python.h */
export function buildExtension(python: string): void {
  const answer = execFileSync(python, ['-c', ASK], { encoding: 'utf8' })
  const [headers, packageFolder] = answer.trim().split('\n') as [string, string]
  const folder = path.join(packageFolder, 'rdkafka')
  const extension = path.join(folder, '_rd_kafka.so')
  if (existsSync(extension)) return
  const { library, include } = findLibrdkafka()
  const alias = path.join(folder, 'librdkafka') // the source asks for librdkafka/rdkafka.h
  if (!existsSync(alias)) symlinkSync(include, alias)
  const flags = ['-O2', '-w', '-fPIC', '-shared', '-isystem', headers, '-isystem', folder]
  const link = [library, `-Wl,-rpath,${path.dirname(library)}`]
  const source = path.join(folder, '_rd_kafkamodule.c')
  execFileSync('gcc', [...flags, '-o', extension, source, ...link], { stdio: ['ignore', 'ignore', 'pipe'] })
}
