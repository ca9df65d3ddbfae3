import { existsSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { renderCompatibility } from '../../scripts/compatibility.js'
import { ALARMS, renderGoingLive } from '../../scripts/going-live.js'
import { KafkaError } from '../../src/index.js'

const read = (name: string) => readFileSync(new URL(`../../${name}`, import.meta.url), 'utf8')

test("docs/going-live.md: the table of alarms is the errors' own", () => {
  const page = read('docs/going-live.md')
  expect(renderGoingLive(page)).toBe(page)
  expect(ALARMS.length).toBeGreaterThanOrEqual(20)
  for (const [code] of ALARMS) expect(page).toContain(new KafkaError(code).message.replace(/^\w+: /, ''))
})

test('docs/compatibility.md: what was run is what the result files say', () => {
  const page = read('docs/compatibility.md')
  expect(renderCompatibility(page)).toBe(page)
  expect(page).toContain("that package's own\nrelease page")
})

test('README leads to them, and their pages to each other', () => {
  const pages = ['testing', 'going-live', 'compatibility']
  for (const name of pages) expect(read('README.md')).toContain(`docs/${name}.md`)
  // Both are written beside this one.
  const late = ['transactions.md', 'security.md']
  for (const name of pages) {
    for (const [, link] of read(`docs/${name}.md`).matchAll(/\]\((?!http)([^)#]+)/g)) {
      if (late.includes(link!)) continue
      expect(existsSync(new URL(`../../docs/${link}`, import.meta.url)), `${name}: ${link}`).toBe(true)
    }
  }
})
