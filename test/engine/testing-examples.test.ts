import { beforeAll, expect, test } from 'vitest'
import { buildIfStale } from '../../scripts/build.mjs'
import { ROOT, run } from '../support/project.js'

beforeAll(() => buildIfStale(), 120_000)

test('the example suite with vitest passes, as a user runs it', async () => {
  const args = ['node_modules/vitest/vitest.mjs', 'run', '--root', 'examples/testing', '--reporter=json']
  const { code, stdout, stderr } = await run(process.execPath, args, ROOT)
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(JSON.parse(stdout)).toMatchObject({ numTotalTests: 3, numPassedTests: 3 })
}, 120_000)

test("the example suite with Node's own runner passes", async () => {
  const args = ['--import', 'tsx', '--test', '--test-reporter=tap', 'examples/testing/with-node-test.ts']
  const { code, stdout } = await run(process.execPath, args, ROOT)
  expect({ code, stdout }).toMatchObject({ code: 0 })
  expect(stdout).toMatch(/^# pass 3$/m)
}, 120_000)
