// Takes out one repair, or rule, after the other, in a copy of this clone, and asserts that a test goes red.
// Run: node scripts/prove-repairs.mjs [WORD …]   (a word chooses the repairs whose name contains it)
import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { GROUPS } from './prove-repairs/groups.mjs'

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..')

/** Name; file below src; what is taken out; what stands there instead; the tests that must fail; their file. */
const REPAIRS = [
  [
    'flush waits for callbacks',
    'producer/dispatcher.ts',
    'if (epoch.settled) return resolve(0)',
    'if (engine) return resolve(0)',
    '#72',
    'binding',
  ],
  [
    'close flushes first',
    'producer/closing.ts',
    'await flushAll(() => dispatcher.flush(leftMs(), signal))',
    'if (sends.waiting < 0) await flushAll(() => dispatcher.flush(leftMs(), signal))',
    'close alone brings',
    'binding',
  ],
  [
    'close receives what is here',
    'engine/binding-engine.ts',
    'await this.#receiveWhatIsDispatched()',
    '',
    'disconnect dropped them',
    'repairs',
  ],
  [
    'close settles the rest',
    'engine/binding-engine.ts',
    'this.#queue.settleRest(DESTROYED)',
    '',
    '#132',
    'binding',
  ],
  [
    'what is given up may have been written',
    'engine/binding-queue.ts',
    '-1, -1, -1, 0, latencyMs, POSSIBLY_PERSISTED',
    '-1, -1, -1, 0, latencyMs, NOT_PERSISTED',
    '7 s',
    'process',
  ],
  [
    'native flush in slices',
    'engine/binding-engine.ts',
    'const FLUSH_SLICE_MS = 250',
    'const FLUSH_SLICE_MS = 30_000',
    '7 s',
    'process',
  ],
  [
    'one blocking call at a time',
    'engine/blocking-calls.ts',
    'if (running) return',
    '',
    'leave threads',
    'process',
  ],
  [
    'empty is not null',
    'engine/binding-wire.ts',
    'Buffer.alloc(1).subarray(0, 0)',
    'Buffer.alloc(0)',
    'tombstone',
    'repairs',
  ],
  [
    'strings as bytes',
    'engine/binding-wire.ts',
    'Buffer.from(content)\n',
    'Buffer.from(content.split("\\0")[0]!)\n',
    'first NUL',
    'repairs',
  ],
  [
    'one object a header',
    'engine/binding-wire.ts',
    'return objects',
    'return [Object.assign({}, ...objects)]',
    '#40',
    'binding',
  ],
  [
    'null headers refused',
    'producer/boarding.ts',
    'checked.headers?.includes(null)',
    'false as boolean',
    'null header value threw',
    'repairs',
  ],
  [
    'room comes back after the callback',
    'engine/binding-queue.ts',
    'this.received++\n',
    'this.received++\n    this.#messages--\n',
    '#88',
    'binding',
  ],
  ['our limit is the limit', 'engine/binding-engine.ts', ', ...NO_LIMITS', '', '100 sends', 'binding'],
  [
    'held until the client exists',
    'engine/binding-engine.ts',
    '#held: WireMessage[] | null = []',
    '#held: WireMessage[] | null = null',
    '#12',
    'binding',
  ],
  [
    'held bytes are copied',
    'engine/binding-engine.ts',
    'this.#held.push(copyParts(parts))',
    'this.#held.push(parts)',
    '#22',
    'binding',
  ],
  ['waiting bytes are copied', 'producer/sends.ts', 'copyMessage(message)', 'message', '#22', 'binding'],
  ['polled by itself', 'engine/binding-engine.ts', 'this.#poller.start()', '', '#49', 'binding'],
  [
    'one thread takes reports',
    'engine/binding-poller.ts',
    'this.isFlushing = true',
    '',
    'two threads took them',
    'repairs',
  ],
  [
    'one error in ten seconds',
    'told-lately.ts',
    'const QUIET_MS = 10_000',
    'const QUIET_MS = 0',
    '#99',
    'binding',
  ],
  [
    'errors name the broker',
    'engine/binding-engine.ts',
    'this.#troubles.onLog(log.fac, log.message)',
    '',
    '#99',
    'binding',
  ],
  [
    "an unheard 'error' is harmless",
    'producer/events.ts',
    "if (emitter.listenerCount('error') > 0) return",
    'return',
    'unheard',
    'process',
  ],
  [
    'an exception keeps the rest',
    'producer/dispatcher.ts',
    'if (!finished) this.wake()',
    'if (!finished) this.#cursor = this.#count',
    '#59',
    'binding',
  ],
  [
    'nobody overtakes a waiting send',
    'producer.ts',
    'if (sends.waiting > 0) {',
    'if (sends.waiting < 0) {',
    '100 sends',
    'binding',
  ],
  [
    'flush overrides linger',
    'engine/binding-engine.ts',
    'this.#flushing = on\n',
    'this.#flushing = false && on\n',
    '#71',
    'binding',
  ],
  ['flush is a barrier', 'deliveries.ts', 'epoch: Epoch = this.#current', '', '#73 is a barrier', 'binding'],
  [
    'waiting sends are earlier',
    'deliveries.ts',
    'this.#current.outstanding++\n',
    '',
    'are earlier',
    'binding',
  ],
  [
    'a signal ends the wait',
    'producer/sends.ts',
    'onGiveUp((enqueued) => aborted(signal, enqueued))',
    '',
    'a signal ends',
    'sends',
  ],
  [
    'a listener is taken back',
    'producer/time-limits.ts',
    'if (!callbacks.delete(callback) || callbacks.size > 0) return',
    'if (callbacks.delete(callback)) return',
    'leaves no listener',
    'sends',
  ],
  [
    'a loop of poll(0) gets reports',
    'producer/dispatcher.ts',
    'timeoutMs === 0 ? setImmediate',
    'timeoutMs === -7 ? setImmediate',
    '#69',
    'binding',
  ],
  [
    'the size is checked at the call',
    'engine/binding-queue.ts',
    'return MSG_SIZE_TOO_LARGE',
    'return 0',
    '#15',
    'binding',
  ],
  [
    'the process may end',
    'engine/binding-engine.ts',
    'await runBlocking<void>((done) => this.#client.disconnect(done))',
    '',
    'nothing keeps the process',
    'process',
  ],
  ['close ends every poll', 'producer/closing.ts', 'dispatcher.end()', '', 'that waits', 'found-by-fuzzing'],
  [
    'the seed',
    'partitioners/hash.ts',
    'const MURMUR2_SEED = 0x9747b28c',
    'const MURMUR2_SEED = 0',
    "murmur2 is Java's",
    'unit/partitioners',
  ],
  [
    'the mask',
    'partitioners/hash.ts',
    'return hash & 0x7fffffff',
    'return hash >>> 0',
    'murmur2_random',
    'unit/partitioners',
  ],
  [
    'a mask, not an absolute value',
    'partitioners/hash.ts',
    'return hash & 0x7fffffff',
    'return Math.abs(hash | 0)',
    'murmur2_random',
    'unit/partitioners',
  ],
  [
    'unsigned crc32',
    'partitioners/hash.ts',
    'return ~crc >>> 0',
    'return ~crc',
    'consistent',
    'unit/partitioners',
  ],
  [
    'the sign of fnv1a',
    'partitioners/keyed.ts',
    'return Math.abs(hash | 0)',
    'return hash',
    'fnv1a',
    'unit/partitioners',
  ],
  [
    'no key is not an empty one',
    'partitioners/keyed.ts',
    'return key === null ? -1 : toPositive',
    'return !key?.length ? -1 : toPositive',
    'murmur2_random',
    'unit/partitioners',
  ],
  ...GROUPS,
]

const words = process.argv.slice(2)
const chosen = REPAIRS.filter(([name]) => words.length === 0 || words.some((word) => name.includes(word)))
const copy = mkdtempSync(path.join(os.tmpdir(), 'lingerbus-repairs-'))
process.on('exit', () => rmSync(copy, { recursive: true, force: true }))
for (const part of [
  'src',
  'native',
  'test',
  'examples',
  'package.json',
  'tsconfig.json',
  'vitest.config.ts',
]) {
  cpSync(path.join(root, part), path.join(copy, part), { recursive: true })
}
symlinkSync(path.join(root, 'node_modules'), path.join(copy, 'node_modules'))

let missed = 0
for (const [name, file, repair, instead, pattern, tests] of chosen) {
  const source = path.join(copy, 'src', file)
  const whole = readFileSync(source, 'utf8')
  if (!whole.includes(repair)) throw new Error(`${name}: ${file} has no "${repair}" to take out`)
  // A test that is red anyway would prove nothing.
  const before = runTests(pattern, tests)
  writeFileSync(source, whole.replace(repair, instead))
  const outcome = before === 'GREEN' ? runTests(pattern, tests) : `${before} with it`
  writeFileSync(source, whole)
  if (outcome !== 'red') missed++
  console.log(`${outcome.padEnd(5)}  without "${name}" (${tests}.test.ts, ${pattern})`)
}
console.log(`${chosen.length - missed} of ${chosen.length} repairs are held by a test`)
process.exitCode = missed === 0 ? 0 : 1

function runTests(pattern, tests) {
  const [project, file] = tests.includes('/') ? ['unit', tests] : ['engine', `engine/${tests}`]
  const run = spawnSync(
    process.execPath,
    [
      path.join(root, 'node_modules/vitest/vitest.mjs'),
      'run',
      '--project',
      project,
      `test/${file}.test.ts`,
      '-t',
      pattern,
      '--testTimeout',
      '15000',
    ],
    { cwd: copy, encoding: 'utf8', timeout: 120_000 },
  )
  if (/Tests .*\d+ failed/.test(run.stdout)) return 'red'
  if (/Tests .*\d+ passed/.test(run.stdout)) return 'GREEN'
  return run.error ? 'red' : 'NONE'
}
