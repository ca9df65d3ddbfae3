// What check-native runs, one step after the other. A step is good when its program came to its own good end and no
// checker found anything; one with a planted fault is good when the checker found that.
import { spawn } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import path from 'node:path'
import { sanitizerRuntime } from './compile.mjs'
import { readFindings } from './findings.mjs'

const LIMIT_MS = 900_000
const FAULTS = ['leak', 'use-after-free', 'overflow']
/** A test that takes no time, for the runs whose fault is what matters. */
const SHORTEST = 'slices run again'
const valgrind = [
  '--leak-check=full',
  '--show-leak-kinds=definite,indirect',
  '--errors-for-leak-kinds=definite,indirect',
  '--error-exitcode=86',
  '--quiet',
]

/** Programs of test/engine/processes, with their arguments. */
const SHORT_PROGRAMS = ['native-calls.ts', 'worker-ends.mjs flushing mock 4 1']
const LONG_PROGRAMS = [
  'native-calls.ts',
  ...['created', 'produced', 'flushing', 'closing', 'dropped'].map(
    (stage) => `worker-ends.mjs ${stage} mock 8 2`,
  ),
  'dropped.mjs main 100',
  'dropped.mjs worker 100',
  'collected.ts native',
  'unheard.ts native',
  'slow-broker.ts native',
  'thread-pool.ts native',
  ...['exit', 'uncaught', 'forgotten'].flatMap((way) =>
    ['created', 'delivered', 'flushing', 'closing', 'exit handler'].map(
      (stage) => `ends.mjs ${way} ${stage.replace(' ', '_')} mock 0`,
    ),
  ),
]
/** How a process ends that was made to. */
const END_CODES = [
  [/^ends.mjs exit /, 7],
  [/^ends.mjs uncaught /, 1],
]

export function listSteps(root, built, { short }) {
  const library = path.join(root, 'node_modules/@confluentinc/kafka-javascript/build/deps/librdkafka.so.1')
  const sandbox = path.join(root, '.cache', 'check-native', 'sandbox')
  const underNode = (words) => ({
    file: process.execPath,
    args: ['--expose-gc', '--import', 'tsx', ...words],
    cwd: sandbox,
    preload: true,
  })
  const program = (words) => {
    const [name, ...args] = words.split(' ').map((word) => word.replace('_', ' '))
    return underNode([`test/engine/processes/${name}`, ...args])
  }
  const test = { file: built.sanitizedTest, args: [library], cwd: root }
  const testInValgrind = { file: 'valgrind', args: [...valgrind, built.plainTest, library], cwd: root }
  // Without the leak check: vitest kills its processes half a second after their end, and the check takes longer.
  const suite = underNode([
    path.join(root, 'node_modules/vitest/vitest.mjs'),
    ...['run', '--project', 'engine', 'test/engine/native.test.ts', '--testTimeout', '120000'],
  ])
  return [
    { what: 'the C++ test under AddressSanitizer, LeakSanitizer and UBSan', ...test },
    { what: 'the C++ test under valgrind', ...testInValgrind },
    ...(short ? SHORT_PROGRAMS : LONG_PROGRAMS).map((words) => ({
      what: `the addon, sanitized, in Node: ${words}`,
      ...program(words),
      code: END_CODES.find(([pattern]) => pattern.test(words))?.[1] ?? 0,
    })),
    ...(short ? [] : [{ what: 'the addon, sanitized, in Node: the contract', ...suite }]),
    ...FAULTS.map((fault) => ({
      what: `a planted ${fault} is found in the C++ test`,
      ...test,
      args: [library, SHORTEST],
      fault,
    })),
    ...FAULTS.filter((fault) => fault !== 'overflow').map((fault) => ({
      what: `a planted ${fault} is found by valgrind`,
      ...testInValgrind,
      args: [...testInValgrind.args, SHORTEST],
      fault,
    })),
    ...FAULTS.map((fault) => ({
      what: `a planted ${fault} is found in the addon`,
      ...program('ends-by-itself.ts native'),
      fault,
    })),
  ]
}

/** A copy of the clone's sources with the sanitized addon in the place where the loader looks. */
export function makeSandbox(root, addon) {
  const sandbox = path.join(root, '.cache', 'check-native', 'sandbox')
  rmSync(sandbox, { recursive: true, force: true })
  mkdirSync(path.join(sandbox, 'native', 'build'), { recursive: true })
  for (const part of ['src', 'dist', 'test', 'package.json', 'tsconfig.json', 'vitest.config.ts']) {
    cpSync(path.join(root, part), path.join(sandbox, part), { recursive: true })
  }
  symlinkSync(path.join(root, 'node_modules'), path.join(sandbox, 'node_modules'))
  cpSync(addon, path.join(sandbox, 'native', 'build', 'lingerbus.node'))
}

/** `{ good, seconds, foreignLeaks, why }` */
export async function runStep(root, step) {
  const logs = mkdtempSync(path.join(root, '.cache', 'check-native', 'logs-'))
  // All is in the log: with an exit code of its own a leak of Node's would change what a program's end means.
  const options = `log_path=${path.join(logs, 'report')}:exitcode=0:print_stacktrace=1:detect_leaks=1`
  const env = { ...process.env, ASAN_OPTIONS: options, UBSAN_OPTIONS: options }
  if (step.preload) env.LD_PRELOAD = sanitizerRuntime()
  if (step.fault) env.LINGERBUS_PLANT = step.fault
  const startedMs = Date.now()
  try {
    const { code, signal, output } = await runProgram(step, env)
    const { findings, foreignLeaks } = readFindings(logs)
    const seconds = Math.round((Date.now() - startedMs) / 100) / 10
    const isSeen = findings.some((finding) => finding.includes('planted')) || output.includes('planted.cc')
    const isClean = code === (step.code ?? 0) && findings.length === 0
    const good = step.fault ? isSeen : isClean
    const why = good ? '' : [`code ${code}, signal ${signal}`, ...findings.slice(0, 3), output].join('\n')
    return { good, seconds, foreignLeaks, why }
  } finally {
    rmSync(logs, { recursive: true, force: true })
  }
}

function runProgram({ file, args, cwd }, env) {
  const child = spawn(file, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  const keep = (chunk) => {
    output = (output + chunk).slice(-8000)
  }
  child.stdout.on('data', keep)
  child.stderr.on('data', keep)
  const limit = setTimeout(() => child.kill('SIGKILL'), LIMIT_MS)
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code, signal) => {
      clearTimeout(limit)
      resolve({ code, signal, output })
    })
  })
}
