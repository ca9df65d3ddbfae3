// npm test: sets up what is missing, then runs every check and every test but the pipelines'.
// npm run test:pipelines: the examples in folders, end to end, with what only they need (`--pipelines`).
// CI runs both as one (`--all`). Other arguments go to vitest.
// The last line is `N passed, N failed`; a check counts as one, and whatever did not run counts as failed.
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { stopAbandonedClusters } from './kafka/cluster.mjs'
import { everything, pipelines, setup } from './setup.mjs'

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..')
const tally = { passed: 0, failed: 0 }

const checks = [
  { what: 'style and lint', file: 'node_modules/@biomejs/biome/bin/biome', args: ['check', '.'] },
  // Before the types: the examples and the tests of our types import the package by its name, from dist/.
  { what: 'build', file: 'scripts/build.mjs', args: [] },
  // By its file: two more versions of the compiler are installed, and only one of the three can be called tsc.
  { what: 'types', file: 'node_modules/typescript/bin/tsc', args: ['-p', '.'] },
]
const vitest = 'node_modules/vitest/vitest.mjs'

const suites = {
  tests: { steps: everything, checks, vitestArgs: ['--coverage', '--project', '!pipelines'] },
  // One file at a time: Spark, and producers at full speed, take both cores each.
  pipelines: {
    steps: pipelines,
    checks: [],
    vitestArgs: ['--project', 'pipelines', '--no-file-parallelism'],
  },
}

async function runSuites(names, extraArgs) {
  for (const name of names) {
    const startedMs = Date.now()
    try {
      await runSuite(suites[name], extraArgs)
    } catch (error) {
      if (interrupted) throw error
      // Set-up failed, say: the other suite is run all the same.
      console.error(error.message)
      count(false)
    }
    console.log(`${name}: ${Math.round((Date.now() - startedMs) / 1000)} s`)
  }
}

async function runSuite({ steps, checks, vitestArgs }, extraArgs) {
  await setup({ steps })
  for (const { what, file, args } of checks) {
    const startedMs = Date.now()
    const { code } = await run(file, args)
    count(code === 0)
    console.log(`${code === 0 ? '✓' : '✗'} ${what} (${Date.now() - startedMs} ms)`)
  }
  await runVitest([...vitestArgs, ...extraArgs])
}

async function runVitest(args) {
  const folder = mkdtempSync(path.join(tmpdir(), 'lingerbus-test-'))
  const resultFile = path.join(folder, 'vitest.json')
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${resultFile}`]
  try {
    const { code } = await run(vitest, ['run', ...reporters, ...args])
    countTests(readResult(resultFile), code)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function countTests(result, code) {
  const failedBefore = tally.failed
  for (const file of result?.testResults ?? []) {
    const states = file.assertionResults.map((test) => test.status)
    for (const state of states) count(state === 'passed')
    // A file that cannot be loaded, or whose hooks fail, may have no failed test to show for it.
    if (file.status !== 'passed' && states.every((state) => state === 'passed')) count(false)
  }
  // An error outside every test, or a vitest that ended before it could write a result.
  if ((code !== 0 || result === null) && tally.failed === failedBefore) count(false)
}

function readResult(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return null
  }
}

function count(isPassed) {
  tally[isPassed ? 'passed' : 'failed'] += 1
}

function readArguments([first, ...rest]) {
  if (first === '--all') return { names: ['tests', 'pipelines'], extraArgs: rest }
  if (first === '--pipelines') return { names: ['pipelines'], extraArgs: rest }
  return { names: ['tests'], extraArgs: first === undefined ? [] : [first, ...rest] }
}

function run(file, args) {
  const child = spawn(process.execPath, [path.join(root, file), ...args], { cwd: root, stdio: 'inherit' })
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => (interrupted ? reject(new Error('interrupted')) : resolve({ code })))
  })
}

// Ctrl-C reaches vitest as well, which ends first and puts its Kafka away; this process is to outlive it for the sum.
let interrupted = false
process.on('SIGINT', () => {
  interrupted = true
})

const { names, extraArgs } = readArguments(process.argv.slice(2))
try {
  await runSuites(names, extraArgs)
} catch (error) {
  console.error(error.message)
  count(false)
}
await stopAbandonedClusters().catch((error) => console.error(error.message))
console.log(`${tally.passed} passed, ${tally.failed} failed`)
process.exitCode = tally.failed === 0 ? 0 : 1
