import { cpSync, mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { runProcess } from '../support/run-process.js'

const ROOT = path.resolve(import.meta.dirname, '../..')

/** A copy of the package without its addon, or with a file in its place. */
function copyPackage(addon?: string): string {
  mkdirSync(path.join(ROOT, '.cache'), { recursive: true })
  const folder = mkdtempSync(path.join(ROOT, '.cache', 'without-addon-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  for (const part of ['src', 'package.json', 'tsconfig.json']) {
    cpSync(path.join(ROOT, part), path.join(folder, part), { recursive: true })
  }
  symlinkSync(path.join(ROOT, 'node_modules'), path.join(folder, 'node_modules'))
  if (addon !== undefined) {
    mkdirSync(path.join(folder, 'native', 'build'), { recursive: true })
    writeFileSync(path.join(folder, 'native', 'build', 'lingerbus.node'), addon)
  }
  return folder
}

const sourceIn = (folder: string) => path.join(folder, 'src/index.ts')

test('without an addon auto takes binding and says once why, and what mends it', async () => {
  const ended = await runProcess('which-engine', { args: [sourceIn(copyPackage()), 'auto'] })
  expect(ended).toMatchObject({ code: 0, signal: null, stdout: 'binding binding\n' })
  expect(ended.stderr.match(/LingerbusWarning: producers run on the engine 'binding'/g)).toHaveLength(1)
  expect(ended.stderr).toContain('`npm run setup` builds it')
})

test('without an addon native is refused, with every place that was tried', async () => {
  const folder = copyPackage()
  const { stdout } = await runProcess('which-engine', { args: [sourceIn(folder), 'native'] })
  expect(stdout).toContain('UnsupportedError _NOT_IMPLEMENTED')
  const place = path.join('prebuilds', `${process.platform}-${process.arch}`, 'lingerbus.node')
  expect(stdout).toContain(`${path.join(folder, place)}: no such file`)
  expect(stdout).toContain(`${path.join(folder, 'native/build/lingerbus.node')}: no such file`)
})

test('an addon that does not load is named with its reason', async () => {
  const { stdout } = await runProcess('which-engine', {
    args: [sourceIn(copyPackage('not an addon')), 'native'],
  })
  expect(stdout).toMatch(/native.build.lingerbus\.node: .*(file too short|invalid ELF header|not a mach-o)/)
})
