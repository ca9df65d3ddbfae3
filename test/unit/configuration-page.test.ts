import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { MISTAKES, messageFor } from '../../scripts/configuration/mistakes.js'
import { renderPage } from '../../scripts/configuration/page.js'
import { PRESETS } from '../../src/config/presets.js'
import { PROPERTIES } from '../../src/config/properties.js'

const read = (name: string) => readFileSync(new URL(`../../${name}`, import.meta.url), 'utf8')
const page = read('docs/configuration.md')
const verdicts = JSON.parse(read('docs/measurements/config-verdicts.json'))
const kept = (name: string) => {
  const file = `docs/measurements/${name}.json`
  return existsSync(new URL(`../../${file}`, import.meta.url)) ? JSON.parse(read(file)) : null
}

describe('docs/configuration.md', () => {
  test('is what the tables of the code say now', () => {
    const sources = { verdicts, measured: kept('presets'), start: kept('start') }
    expect(renderPage(sources)).toBe(page)
  })

  test('names every preset and every property that a producer may set', () => {
    for (const preset of Object.keys(PRESETS)) expect(page).toContain(`### ${preset}`)
    const settable = PROPERTIES.filter((row) => row.use !== 'C' && row.sensitive && row.type === 'string')
    expect(settable.length).toBeGreaterThan(10)
    for (const { name } of settable) expect(page).toContain(`\`${name}\``)
  })

  test('keeps verdicts of 100,000 configurations, none of which differs', () => {
    expect(verdicts).toMatchObject({ count: 100_000, wrong: [] })
    expect(Object.values<number>(verdicts.outcomes).reduce((sum, each) => sum + each, 0)).toBe(100_000)
  })
})

describe('a typical mistake', () => {
  test('there are at least twenty of them', () => expect(MISTAKES.length).toBeGreaterThanOrEqual(20))

  test.each(MISTAKES)('%s', (_, options, mend) => {
    const message = messageFor(options)
    expect(message).toContain(mend)
    expect(message).toMatch(/ — ./)
    expect(message.split('\n')).toHaveLength(1)
  })
})
