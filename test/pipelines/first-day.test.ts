import { spawnSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { venvPython } from '../../scripts/setup/python.mjs'
import { ROOT } from '../support/project.js'

test('the twin in Python has its client', () => {
  const args = ['-c', 'import confluent_kafka; print(confluent_kafka.libversion()[0])']
  const { stdout } = spawnSync(venvPython(ROOT, 'first-day'), args, { encoding: 'utf8' })
  expect(stdout).toMatch(/^2\.\d+\.\d+/)
})
