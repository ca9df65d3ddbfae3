// npm run bench: the question everyone has, linger.ms × batch.size, on the embedded cluster, in about a minute;
// the result and its page are in bench/out/.
//   npm run bench -- -b HOST:PORT     the same on yours; other flags of `lingerbus bench` are taken as well
import { spawn } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { buildIfStale } from './build.mjs'
import { setup } from './setup.mjs'

const root = new URL('..', import.meta.url)
const folder = new URL('bench/out/', root)
const OUTPUT = fileURLToPath(new URL('quick.json', folder))
const PAGE = fileURLToPath(new URL('quick.html', folder))
const QUESTION = ['--vary', 'linger.ms=0,5,50', '--vary', 'batch.size=16384,1000000', '--rate', '20000']
const QUICK = ['--blocks', '3', '--slot-seconds', '2', '--warm-up', '0.5', '--output', OUTPUT]

try {
  await setup({ steps: ['packages', 'binding', 'addon'], quiet: true })
  await buildIfStale()
} catch (error) {
  console.error(`The bench cannot run: ${error.message}`)
  process.exit(1)
}
mkdirSync(folder, { recursive: true })
const own = process.argv.slice(2)
const given = (flag) => own.some((word) => word === flag || word.startsWith(`${flag}=`))
/** Whoever asks another question, or at another pace, is not contradicted. */
const question = given('--vary') || given('--aa') ? [] : QUESTION.slice(0, 4)
const pace = ['--rate', '--full-speed', '--outstanding', '--throughput'].some(given) ? [] : QUESTION.slice(4)
const quick = given('--num-records') ? QUICK.filter((_, at) => at < 2 || at > 3) : QUICK

// Ctrl-C reaches the bench as well, from the terminal: it puts everything away, and we follow.
process.on('SIGINT', () => {})
const cli = fileURLToPath(new URL('dist/cli.js', root))
const run = (words) => spawn(process.execPath, [cli, ...words], { stdio: 'inherit' })
const bench = run(['bench', ...question, ...pace, ...quick, ...own])
process.on('SIGTERM', () => bench.kill('SIGTERM'))
bench.on('exit', (code, signal) => {
  process.exitCode = signal === null ? code : 1
  // 1: measured, but of some contender no slot counts; the page shows why.
  if (signal !== null || code > 1 || given('--output')) return
  run(['report', OUTPUT, '--output', PAGE]).on('exit', (failed) => {
    console.log(`\nresult: ${OUTPUT}`)
    if (failed === 0) console.log(`report: ${PAGE}`)
    else process.exitCode ||= 1
  })
})
