import { spawn } from 'node:child_process'
import path from 'node:path'
import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { buildIfStale } from '../../scripts/build.mjs'
import { acquireLock } from '../../scripts/setup/lock.mjs'
import { ROOT } from '../support/project.js'

// Two test processes found dist/ stale at once: each emptied what the other had just written.
test('whoever needs dist/ waits for the process that builds it', { timeout: 240_000 }, async () => {
  await buildIfStale()
  const lock = await acquireLock(path.join(ROOT, '.cache/build-lock'))
  const script = "const { buildIfStale } = await import('./scripts/build.mjs'); await buildIfStale()"
  const other = spawn(process.execPath, ['--input-type=module', '-e', script], { cwd: ROOT })
  const said = text(other.stdout)
  await new Promise((resolve) => other.stdout.once('data', resolve))
  expect(other.exitCode).toBeNull()
  lock.release()
  // It looks again: what was built meanwhile is not built twice.
  expect(await said).toBe(`process ${process.pid} builds dist/: waiting for it\n`)
})
