import { execFile } from 'node:child_process'
import path from 'node:path'
import { expect, test } from 'vitest'

const SCRIPT = path.resolve(import.meta.dirname, '../../scripts/check-native.mjs')

// The long form is `npm run check:native`, its result native/test/result.json.
test('native/ is clean under the sanitizers and valgrind, and they find what is planted', async () => {
  const { code, stdout } = await runShortForm()
  // The programs that failed, with what they said.
  expect(stdout.split('\n').filter((line) => line.startsWith('✗'))).toEqual([])
  expect({ code, last: stdout.trim().split('\n').at(-1) }).toEqual({
    code: 0,
    last: expect.stringMatching(/^\d+ passed, 0 failed$/),
  })
  for (const fault of ['leak', 'use-after-free', 'overflow']) {
    expect(stdout).toContain(`✓ a planted ${fault} is found in the C++ test`)
    expect(stdout).toContain(`✓ a planted ${fault} is found in the addon`)
  }
}, 600_000)

function runShortForm(): Promise<{ code: unknown; stdout: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [SCRIPT, '--short'], { maxBuffer: 2 ** 24 }, (error, stdout, stderr) => {
      resolve({ code: error?.code ?? 0, stdout: stdout + stderr })
    })
  })
}
