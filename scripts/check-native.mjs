// Looks for memory errors, leaks and undefined behaviour in native/: its C++ test under sanitizers and valgrind, and the
// addon under sanitizers in Node. librdkafka itself is not instrumented, but what it asks for and loses is seen.
//   npm run check:native [-- [--short] [WORD …]]      a word chooses the steps whose name contains it
// The short form is part of npm test; the long one, when all of it ran, writes native/test/result.json.
// The last line is `N passed, N failed`.
import { writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { cpus, release, type } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildIfStale } from './build.mjs'
import { compile, compilerVersion } from './native/compile.mjs'
import { listSteps, makeSandbox, runStep } from './native/steps.mjs'
import { setup } from './setup.mjs'

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..')
const words = process.argv.slice(2)
const short = words.includes('--short')
const wanted = words.filter((word) => word !== '--short')

await setup({ steps: ['packages', 'binding', 'addon', 'valgrind'], quiet: true })
await buildIfStale()
const startedMs = Date.now()
const built = await compile(root)
makeSandbox(root, built.sanitizedAddon)
console.log(`built (${Math.round((Date.now() - startedMs) / 1000)} s)`)

const results = []
for (const step of listSteps(root, built, { short })) {
  if (wanted.length > 0 && !wanted.some((word) => step.what.includes(word))) continue
  const { good, seconds, foreignLeaks, why } = await runStep(root, step)
  results.push({ what: step.what, passed: good, seconds, foreignLeaks })
  console.log(`${good ? '✓' : '✗'} ${step.what} (${seconds} s)`)
  if (!good) console.log(why)
}
if (!short && wanted.length === 0) keepResult()
const passed = results.filter((result) => result.passed).length
console.log(`${passed} passed, ${results.length - passed} failed`)
process.exitCode = passed === results.length ? 0 : 1

function keepResult() {
  const { librdkafka } = createRequire(import.meta.url)('@confluentinc/kafka-javascript/package.json')
  const result = {
    generatedBy: 'scripts/check-native.mjs',
    command: 'npm run check:native',
    date: new Date().toISOString(),
    machine: { cpu: cpus()[0].model, cores: cpus().length, os: `${type()} ${release()}` },
    versions: { node: process.versions.node, librdkafka, 'g++': compilerVersion() },
    steps: results,
  }
  writeFileSync(path.join(root, 'native', 'test', 'result.json'), `${JSON.stringify(result, null, 2)}\n`)
}
