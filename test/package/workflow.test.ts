import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import manifest from '../../package.json' with { type: 'json' }
import { buildIfStale } from '../../scripts/build.mjs'
import { OFFICIAL, ROOT, run } from '../support/project.js'

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

test('the workflow of the platforms makes every addon, runs the contract on it, and calls only what exists', () => {
  const { jobs } = load(readFileSync(path.join(ROOT, '.github/workflows/platforms.yml'), 'utf8'))
  expect(jobs.addon.strategy.matrix.include.map(({ name }: { name: string }) => name)).toEqual([
    'linux-x64',
    'linux-arm64',
    'linux-x64-musl',
    'darwin-arm64',
    'darwin-x64',
    'win32-x64',
  ])
  const steps: { run?: string; uses?: string }[] = [...jobs.addon.steps, ...jobs.release.steps]
  for (const { uses } of steps.filter(({ uses }) => uses)) expect(uses).toMatch(/^actions\/[\w-]+@v\d+$/)
  const commands = steps.flatMap(({ run }) => (run === undefined || run.startsWith('${{') ? [] : [run]))
  const scripts: Record<string, string> = manifest.scripts
  for (const command of commands) {
    const [program, verb, what] = command.split(' ')
    if (program === 'npm' && verb === 'run') {
      const [, file] = scripts[what!]!.split(' ')
      expect(existsSync(path.join(ROOT, file!)), command).toBe(true)
    } else expect(command).toMatch(/^(npm ci|npm rebuild|npx vitest run) /)
    for (const file of command.match(/test\/\S+/g) ?? [])
      expect(existsSync(path.join(ROOT, file)), file).toBe(true)
  }
  expect(commands).toContain('npm run build:addon')
  expect(commands.join()).toContain('test/engine/native.test.ts')
  expect(jobs.release.permissions).toMatchObject({ 'id-token': 'write' })
})

beforeAll(() => buildIfStale(), 240_000)

test('a dry run of the release says what stands in its way, and writes the bill of materials', async () => {
  const { stdout } = await run('npm', ['run', '-s', 'release', '--', '--dry-run'], ROOT)
  // Not all of it can be good here: the version that is being made is not released, and the tree may not be clean.
  expect(stdout).toContain(`✓ src/version.ts says ${manifest.version}`)
  expect(stdout).toContain(`✓ CHANGELOG.md has ${manifest.version}`)
  expect(stdout).toContain('✓ the bill of materials')
  expect(stdout).toContain('✓ npm publish --dry-run')
  expect(stdout).toMatch(/may be released$|would not be released: \d+ to mend$/m)
  const { components } = JSON.parse(readFileSync(path.join(ROOT, 'release/sbom.cdx.json'), 'utf8'))
  const names = components.map(({ group, name }: { group?: string; name: string }) =>
    group ? `${group}/${name}` : name,
  )
  for (const dependency of Object.keys(manifest.dependencies)) expect(names).toContain(dependency)
  for (const tool of ['vitest', 'typescript']) expect(names).not.toContain(tool)
}, 240_000)

test('SECURITY says how to report', () => {
  const text = readFileSync(path.join(ROOT, 'SECURITY.md'), 'utf8')
  expect(text).toMatch(/report a vulnerability in private/)
  expect(text).toMatch(/within a week/)
})
