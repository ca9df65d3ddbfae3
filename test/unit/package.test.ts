import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import manifest from '../../package.json' with { type: 'json' }
import { VERSION } from '../../src/version.js'

test('the version that brokers are told is the version of the package', () => {
  expect(VERSION).toBe(manifest.version)
})

test('three runtime dependencies at most, one line each in CONTRIBUTING', () => {
  const contributing = readFileSync(new URL('../../CONTRIBUTING.md', import.meta.url), 'utf8')
  const names = Object.keys(manifest.dependencies)
  expect(names.length).toBeLessThanOrEqual(3)
  for (const name of names) expect(contributing, name).toContain(`\`${name}\``)
})

test('the lockfile names no download addresses', () => {
  const lock = readFileSync(new URL('../../package-lock.json', import.meta.url), 'utf8')
  expect(lock).not.toContain('"resolved"')
})
