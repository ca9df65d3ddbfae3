// Writes interleavings.json: random sequences of transactional calls, and librdkafka's answers to them.
// Needs gcc and the official package linked with a shared librdkafka. Run: node test/golden/transactions/generate.mjs
import { execFile, execFileSync } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

const SEED = 20261122
const WANTED = 200
const DRAWN = 260
const ROUNDS = 3
const PROGRAMS = 10
const LIMIT_MS = 120_000
const here = (name) => fileURLToPath(new URL(name, import.meta.url))
const require = createRequire(import.meta.url)

/** mulberry32 */
let state = SEED
function random() {
  state = (state + 0x6d2b79f5) >>> 0
  let mixed = Math.imul(state ^ (state >>> 15), state | 1)
  mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
}
const pick = (list) => list[Math.floor(random() * list.length)]

/** Kinds of requests with errors that pass, that want an abort, and that are fatal. */
const FAILURES = {
  0: [10, 59],
  22: [14, 53],
  24: [29, 51, 47],
  25: [30, 16],
  26: [14, 90, 48],
  28: [30, 22],
}
const ORDER = ['begin', 'produce', 'produce', 'offsets', 'commit', 'begin', 'produce', 'abort']
const CALLS = ['init', 'begin', 'commit', 'abort', 'offsets', 'none', 'produce']

/** Mostly in order, so that it comes somewhere; sometimes not. */
function draw() {
  const words = random() < 0.9 ? ['init'] : []
  let at = 0
  const length = 6 + Math.floor(random() * 10)
  while (words.length < length) {
    const chance = random()
    if (chance < 0.12) {
      const kind = pick(Object.keys(FAILURES))
      words.push(`fail:${kind}:${pick(FAILURES[kind])}`)
    } else if (chance < 0.17) {
      words.push(`${pick(['init', 'commit', 'abort', 'offsets'])}+${pick(CALLS.slice(0, 5))}`)
    } else if (chance < 0.4) words.push(pick(CALLS))
    else words.push(ORDER[at++ % ORDER.length])
  }
  return words.join(' ')
}

const official = path.dirname(require.resolve('@confluentinc/kafka-javascript/package.json'))
const library = path.join(official, 'build/deps/librdkafka.so.1')
const program = path.join(mkdtempSync(path.join(tmpdir(), 'transactions-')), 'transactions')
const flags = ['-O1', '-std=gnu11', '-Wall', '-Wextra', '-pthread']
const headers = ['-isystem', path.join(official, 'deps/librdkafka/src')]
const link = [library, `-Wl,-rpath,${path.dirname(library)}`]
execFileSync('gcc', [...flags, ...headers, here('transactions.c'), '-o', program, ...link])

const sequences = Array.from({ length: DRAWN }, draw)
const rounds = []
for (let round = 0; round < ROUNDS; round++) rounds.push(await answerAll())
// What two threads of librdkafka race for has no one answer.
const stable = sequences
  .map((calls, index) => ({ calls, answers: rounds.map((round) => round[index]) }))
  .filter(({ answers }) => new Set(answers).size === 1)
if (stable.length < WANTED) throw new Error(`only ${stable.length} of ${DRAWN} have one answer`)
const { librdkafka } = require('@confluentinc/kafka-javascript/package.json')
const rows = stable
  .slice(0, WANTED)
  .map(({ calls, answers }) => `    [${JSON.stringify(calls)}, ${JSON.stringify(answers[0])}]`)
writeFileSync(
  here('interleavings.json'),
  `{
  "librdkafka": "${librdkafka}",
  "about": "calls, and librdkafka's answers: its code with r, a, f for retriable, abortable, fatal; made by generate.mjs",
  "seed": ${SEED},
  "unstable": ${DRAWN - stable.length},
  "sequences": [
${rows.join(',\n')}
  ]
}
`,
)
console.log(`interleavings.json: ${WANTED} sequences; ${DRAWN - stable.length} of ${DRAWN} had no one answer`)

/** Several programs at once: most of the time they wait. One that hangs is a finding. */
async function answerAll() {
  const answers = []
  const size = Math.ceil(sequences.length / PROGRAMS)
  const parts = Array.from({ length: PROGRAMS }, (_, part) => sequences.slice(part * size, (part + 1) * size))
  for (const lines of await Promise.all(parts.map(answer))) answers.push(...lines)
  return answers
}

function answer(lines) {
  return new Promise((resolve, reject) => {
    const child = execFile(program, { timeout: LIMIT_MS }, (error, stdout) => {
      const answers = stdout.split('\n').map((line) => line.trim())
      if (error)
        reject(new Error(`after ${JSON.stringify(answers)}: ${lines[answers.length - 1]}`, { cause: error }))
      else resolve(answers.slice(0, lines.length))
    })
    child.stdin.end(`${lines.join('\n')}\n`)
  })
}
