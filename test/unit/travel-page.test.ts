import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { drawAll, readResult } from '../../scripts/travel/draw.mjs'
import { PAGE, renderPage } from '../../scripts/travel/render.mjs'
import { TIMEOUTS } from '../../scripts/travel/timeouts.mjs'
import { PROPERTIES } from '../../src/config/properties.js'

const page = readFileSync(PAGE, 'utf8')
const pictures = new URL('../../docs/pictures/', import.meta.url)
const properties = new Map(PROPERTIES.map((property) => [property.name, property]))
const toMend = 'run: node scripts/travel/render.mjs'

describe('the page says what was measured', () => {
  test('between its marks stands what render writes from the result file', () => {
    expect(page.match(/<!-- (measured|drawn|listed): /g)?.length).toBeGreaterThan(10)
    expect(page, toMend).toBe(renderPage(page))
  })

  test('the result file says where it comes from', () => {
    const { machine, versions, command, date } = readResult()
    expect(machine.cores).toBeGreaterThan(0)
    expect(Object.keys(versions).sort()).toEqual(['kafka', 'librdkafka', 'lingerbus', 'node'])
    expect(command).toContain('scripts/travel/measure.ts')
    expect(date).toMatch(/^\d{4}-\d\d-\d\d$/)
  })

  test('every figure is a median with its range', () => {
    const ranges = rangesIn(readResult().figures)
    expect(ranges.length).toBeGreaterThan(50)
    for (const { median, min, max } of ranges) {
      expect(median).toBeGreaterThanOrEqual(min)
      expect(median).toBeLessThanOrEqual(max)
    }
  })
})

describe('the pictures', () => {
  const drawn = drawAll()

  test('are what draw writes', () => {
    for (const [name, svg] of Object.entries(drawn)) {
      expect(readFileSync(new URL(`${name}.svg`, pictures), 'utf8'), `${name}: ${toMend}`).toBe(svg)
    }
  })

  test('are all shown on the page, each with a text for those who do not see it', () => {
    const shown = [...page.matchAll(/!\[(.+)\]\(pictures\/([\w-]+)\.svg\)/g)].map(([, , name]) => name)
    expect(shown.sort()).toEqual(Object.keys(drawn).sort())
  })

  test.each(Object.entries(drawn))('%s has a title, a description, and colours for dark', (_, svg) => {
    expect(svg).toMatch(/<title id="title">.+<\/title>\n<desc id="desc">.+<\/desc>/)
    expect(svg).toContain('@media (prefers-color-scheme:dark)')
    expect(svg).not.toMatch(/NaN|undefined|null/)
  })
})

describe('names and defaults', () => {
  const foreign = /## Names here that are not librdkafka's\n([\s\S]*?)\n## /.exec(page)![1]!

  test('every property on the page is one of librdkafka, or listed as not', () => {
    const names = propertyNamesIn(page)
    expect(names.length).toBeGreaterThan(25)
    const unknown = names.filter((name) => !properties.has(name) && !foreign.includes(`| \`${name}\` |`))
    expect(unknown).toEqual([])
  })

  test('none is listed as foreign that librdkafka has', () => {
    for (const name of propertyNamesIn(foreign)) expect(properties.has(name), name).toBe(false)
  })

  test("the timeouts have librdkafka's names and defaults", () => {
    const defaultOf = (name: string) => Number(properties.get(name)?.default)
    for (const { name, alias, upTo, standard, standardUpTo } of TIMEOUTS) {
      if (name === undefined) continue
      expect(defaultOf(name), name).toBe(standard)
      if (alias !== undefined) expect(properties.get(alias)?.preferred).toBe(properties.get(name)?.preferred)
      if (upTo !== undefined) expect(defaultOf(upTo), upTo).toBe(standardUpTo)
    }
  })
})

/** `linger.ms`, `linger.ms=5`; and the two names without a dot. */
function propertyNamesIn(markdown: string): string[] {
  const quoted = [...markdown.matchAll(/`([^`\n]+)`/g)].map(([, words]) => words!.replace(/=.*$/, ''))
  return [...new Set(quoted)].filter(
    (words) => /^[a-z]+(\.[a-z0-9]+)+$/.test(words) || ['acks', 'retries'].includes(words),
  )
}

function rangesIn(value: unknown): { median: number; min: number; max: number }[] {
  if (typeof value !== 'object' || value === null) return []
  if ('median' in value) return [value as { median: number; min: number; max: number }]
  return Object.values(value).flatMap(rangesIn)
}
