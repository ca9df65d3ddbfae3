// npm run demo: sets up what is missing, builds what has changed, and runs examples/demo.
import { spawn } from 'node:child_process'
import { buildIfStale } from './build.mjs'
import { setup } from './setup.mjs'

try {
  await setup({ steps: ['packages', 'binding', 'addon'], quiet: true })
  await buildIfStale()
} catch (error) {
  console.error(`The demo cannot run: ${error.message}`)
  process.exit(1)
}

// Ctrl-C reaches the demo as well, from the terminal: it ends itself, with the account, and we follow.
process.on('SIGINT', () => {})
const demo = spawn(process.execPath, ['--import', 'tsx', 'examples/demo/main.ts', ...process.argv.slice(2)], {
  cwd: new URL('..', import.meta.url),
  stdio: 'inherit',
})
process.on('SIGTERM', () => demo.kill('SIGINT'))
demo.on('exit', (code, signal) => {
  process.exitCode = signal === null ? code : 1
})
