import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { drawAll, PAGE, readResults, renderPage } from '../../bench/partitioners/render.mjs'
import { OWN_PARTITIONER_NAMES, PARTITIONER_NAMES } from '../../src/partitioners/names.js'

const page = readFileSync(PAGE, 'utf8')
const toMend = 'run: node bench/partitioners/render.mjs'

describe('docs/partitioners.md', () => {
  test('between its marks stands what render writes from the result files', () => {
    expect(page.match(/<!-- (measured|drawn): /g)?.length).toBe(7)
    expect(page, toMend).toBe(renderPage(page))
    const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8')
    expect(readme).toContain('<!-- measured: opinion -->')
    expect(readme, toMend).toBe(renderPage(readme))
  })

  test('the pictures are what is drawn from a run, for light and dark', () => {
    for (const [name, svg] of Object.entries(drawAll())) {
      const file = new URL(`../../docs/pictures/${name}.svg`, import.meta.url)
      expect(readFileSync(file, 'utf8'), `${name}: ${toMend}`).toBe(svg)
      expect(page).toContain(`pictures/${name}.svg`)
      expect(svg).toContain('@media (prefers-color-scheme:dark)')
      expect(svg).not.toMatch(/NaN|undefined|null/)
    }
  })

  test('the result files say where they come from', () => {
    for (const result of Object.values(readResults())) {
      expect(result?.machine.cores).toBeGreaterThan(0)
      expect(result?.command).toContain('npm run bench:partitioners')
      expect(result?.versions.librdkafka).toMatch(/^\d+\.\d+/)
    }
  })

  test('every partitioner is in its tables', () => {
    for (const name of [...PARTITIONER_NAMES, ...OWN_PARTITIONER_NAMES]) expect(page).toContain(`\`${name}\``)
  })
})
