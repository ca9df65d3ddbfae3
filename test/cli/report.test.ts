import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { buildIfStale } from '../../scripts/build.mjs'
import { renderReport } from '../../src/report/page.js'
import { simulate } from '../support/bench-result.js'
import { runCommand } from '../support/command.js'

beforeAll(() => buildIfStale(), 120_000)

const folder = mkdtempSync(path.join(tmpdir(), 'lingerbus-report-test-'))
afterAll(() => rmSync(folder, { recursive: true }))

const good = simulate()
function write(name: string, content: unknown): string {
  const file = path.join(folder, name)
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content))
  return file
}

describe('lingerbus report', () => {
  test('writes one page from several files, and nothing else', async () => {
    const output = path.join(folder, 'r.html')
    const other = { ...good, title: 'another' }
    const words = ['report', write('a.json', good), write('b.json', other), '--output', output]
    expect(await runCommand(words)).toMatchObject({ code: 0, stdout: '', stderr: '' })
    const expected = renderReport([
      { name: 'a.json', result: good },
      { name: 'b.json', result: other },
    ])
    expect(readFileSync(output, 'utf8')).toBe(expected)
  })

  test.each([
    ['no JSON', '<html>', /no\.json is no JSON/],
    ['JSON of something else', { slots: [] }, /expected schemaVersion 1, got undefined/],
    [
      'a newer result',
      { ...good, schemaVersion: 2 },
      /written by a newer lingerbus: expected schemaVersion 1, got 2/,
    ],
    ['a result with a wrong field', { ...good, seed: 'x' }, /seed: /],
  ])('%s is refused with exit code 2, and no page is written', async (_, content, message) => {
    const output = path.join(folder, 'never.html')
    const words = ['report', write('good.json', good), write('no.json', content), '--output', output]
    const { code, stderr } = await runCommand(words)
    expect({ code, lines: stderr.trimEnd().split('\n').length }).toEqual({ code: 2, lines: 1 })
    expect(stderr).toMatch(message)
    expect(existsSync(output)).toBe(false)
  })

  test('a result is not overwritten; what cannot be read or written is said', async () => {
    const file = write('keep.json', good)
    const before = readFileSync(file, 'utf8')
    const refused = async (...words: string[]) => {
      const { code, stderr } = await runCommand(['report', ...words])
      expect(code).toBe(2)
      return stderr
    }
    expect(await refused(file, '--output', file)).toContain('is one of the results')
    expect(readFileSync(file, 'utf8')).toBe(before)
    expect(await refused(path.join(folder, 'none.json'), '--output', 'x')).toContain('ENOENT')
    expect(await refused(file, '--output', path.join(folder, 'no', 'such.html'))).toContain(
      '--output: ENOENT',
    )
    expect(await refused(file)).toContain("required option '--output <file>'")
    expect(await refused('--output', 'x')).toContain("missing required argument 'file'")
  })
})
