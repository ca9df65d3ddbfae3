import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { renderPage } from '../../scripts/bench-results-page.js'
import { readResult, resultSchema } from '../../src/measure/result.js'
import { simulate } from '../support/bench-result.js'

const good = simulate({ mode: { kind: 'rate', messagesPerSecond: 1000 } })

describe('a result file', () => {
  test('is read as it was written', () => {
    expect(readResult(JSON.stringify(good), 'r.json')).toEqual(good)
    expect(readResult(JSON.stringify(simulate()), 'r.json')).toEqual(simulate())
  })

  test.each([
    ['no JSON', '{"schemaVersion":', /^r\.json is no JSON/],
    ['null', 'null', /expected schemaVersion 1, got undefined/],
    [
      'an older version',
      JSON.stringify({ ...good, schemaVersion: 0 }),
      /is no result.*expected schemaVersion 1, got 0/,
    ],
    [
      'one that was written by a newer lingerbus',
      JSON.stringify({ ...good, schemaVersion: 2 }),
      /newer lingerbus: expected schemaVersion 1, got 2/,
    ],
    [
      'a contender that is there twice',
      JSON.stringify({ ...good, contenders: [...good.contenders, good.contenders[0]] }),
      /^r\.json: contenders: "linger\.ms=0 batch\.size=16384" is there twice/,
    ],
    [
      'a slot of nobody',
      JSON.stringify({ ...good, slots: [{ ...good.slots[0], contender: 'x' }] }),
      /^r\.json: slots\.0\.contender: "x" is none of the contenders/,
    ],
    ['a field too many', JSON.stringify({ ...good, extra: 1 }), /^r\.json/],
    ['a field of another type', JSON.stringify({ ...good, blocks: 'three' }), /^r\.json: blocks: /],
    [
      'a slot without its figures',
      JSON.stringify({ ...good, slots: [{ ...good.slots[0], rate: undefined }] }),
      /^r\.json: slots\.0\.rate: /,
    ],
  ])('%s is refused, and where it is wrong is said', (_, text, message) => {
    expect(() => readResult(text, 'r.json')).toThrow(message)
  })

  test('docs/bench-results.md is what the schema says now', () => {
    const page = readFileSync(new URL('../../docs/bench-results.md', import.meta.url), 'utf8')
    expect(renderPage(), 'run: node --import tsx scripts/render-bench-results.ts').toBe(page)
    for (const field of Object.keys(resultSchema.shape)) expect(page).toContain(`| \`${field}\` |`)
  })
})
