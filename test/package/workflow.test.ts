import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { expect, test } from 'vitest'
import manifest from '../../package.json' with { type: 'json' }
import { OFFICIAL, ROOT } from '../support/project.js'

// The official package brings a reader of YAML.
const { load } = createRequire(path.join(ROOT, 'node_modules', OFFICIAL, 'package.json'))('js-yaml')

test('CI runs .ci/run and nothing of its own, from the oldest Node that is supported', () => {
  const { jobs } = load(readFileSync(path.join(ROOT, '.github/workflows/ci.yml'), 'utf8'))
  expect(Object.keys(jobs)).toEqual(['test'])
  const { strategy, steps } = jobs.test
  const commands = (steps as { run?: string }[]).flatMap(({ run }) => run ?? [])
  expect(commands).toEqual(['bash .ci/run'])
  expect(strategy.matrix.node).toEqual([20, 22, 24])
  expect(manifest.engines.node).toBe(`>=${strategy.matrix.node[0]}.19`)
})
