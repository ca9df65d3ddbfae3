// The page of `lingerbus report` in a real browser: what it asks for, what it shows, who can read it.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import type { Result, Slot } from '../../src/measure/result.js'
import { summarise } from '../../src/measure/summary.js'
import { simulate } from '../support/bench-result.js'
import { luminance, openBrowser, openPage } from '../support/browser.js'
import { runCommand } from '../support/command.js'

const atRate = simulate({
  mode: { kind: 'rate', messagesPerSecond: 20_000 },
  isVoid: (block, name) => block === 2 && name.startsWith('linger.ms=5 '),
})

/** The page that the command makes of these files, from a server that counts what it is asked for. */
async function serveReport(...results: Result[]) {
  const folder = mkdtempSync(path.join(tmpdir(), 'lingerbus-report-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const files = results.map((result, at) => {
    const file = path.join(folder, `${at}.json`)
    writeFileSync(file, JSON.stringify(result))
    return file
  })
  const output = path.join(folder, 'r.html')
  expect(await runCommand(['report', ...files, '--output', output])).toMatchObject({ code: 0, stderr: '' })
  const asked: string[] = []
  const server = createServer(({ url }, response) => {
    asked.push(url!)
    response.setHeader('content-type', 'text/html').end(readFileSync(output))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, asked }
}

/** `intended.p99Us` of a slot. */
function figureOf(slot: Slot, name: string): unknown {
  return name.split('.').reduce<unknown>((part, key) => (part as Record<string, unknown>)[key], slot)
}

test("without a script or a request the file's numbers are on the page, and every mark leads to its slot", async () => {
  const { url, asked } = await serveReport(atRate)
  const browser = await openBrowser()
  const { page, wrongs } = await openPage(browser, url, {})
  const rows = (await page.evaluate(
    `[...document.querySelectorAll('tr[id^="r1-slot-"]')].map((row) => [...row.querySelectorAll('data')].map((each) => [each.dataset.figure, Number(each.value)]))`,
  )) as [string, number][][]
  expect(rows).toHaveLength(atRate.slots.length)
  for (const [at, row] of rows.entries()) {
    expect(row.length).toBeGreaterThan(20)
    for (const [name, value] of row) expect([name, value]).toEqual([name, figureOf(atRate.slots[at]!, name)])
  }
  const cells = await page.evaluate(
    `[...document.querySelector('table.map').querySelectorAll('td data')].map(({ value }) => Number(value))`,
  )
  expect(cells).toEqual(summarise(atRate).map(({ intended }) => intended!.p99Us! / 1000))

  // Curves, points and marks are really there: each has a place of its own on the screen.
  expect(await page.locator('svg.panel').count()).toBe(6)
  const widths = (await page.evaluate(
    `[...document.querySelectorAll('svg.panel .curve')].map((curve) => curve.getBoundingClientRect().width)`,
  )) as number[]
  expect(widths.filter((width) => width > 200)).toHaveLength(12)
  expect(await page.locator('svg .void').count()).toBe(4)
  const mark = page.locator('svg a[href="#r1-slot-10"]').first()
  expect(await mark.locator('title').textContent()).toContain('void: steal 12 %')
  await mark.click({ force: true })
  const row = page.locator('#r1-slot-10:target')
  await row.waitFor()
  expect(
    await page.evaluate(`document.querySelector(':target').getBoundingClientRect().top < innerHeight`),
  ).toBe(true)
  expect(await row.innerText()).toContain('steal 12 %, at most 5 %')
  expect(wrongs).toEqual([])
  expect(asked).toEqual(['/'])
})

test('wide and narrow, light and dark: nothing sticks out, all of it can be read', async () => {
  const { url } = await serveReport(atRate, { ...simulate(), machine: { ...atRate.machine, cpu: 'another' } })
  const browser = await openBrowser()
  for (const width of [1280, 380]) {
    const grounds: string[] = []
    for (const colorScheme of ['light', 'dark'] as const) {
      const { page, wrongs } = await openPage(browser, url, { viewport: { width, height: 800 }, colorScheme })
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width)
      const letters = (await page.evaluate(
        `[...document.querySelectorAll('svg.panel text')].map((text) => text.getBoundingClientRect().height)`,
      )) as number[]
      expect(Math.min(...letters)).toBeGreaterThan(9)
      const pairs = (await page.evaluate(CONTRASTS)) as [string, string, string][]
      expect(pairs.length).toBeGreaterThan(50)
      // WCAG 2: 4.5 of letters, 3 of what is drawn.
      const poor = pairs.filter(([what, ink, ground]) => contrast(ink, ground) < (what === 'drawn' ? 3 : 4.5))
      expect(poor).toEqual([])
      grounds.push(luminance(pairs[0]![2]) > 0.5 ? 'light' : 'dark')
      expect(wrongs).toEqual([])
      await page.close()
    }
    expect(grounds).toEqual(['light', 'dark'])
  }
})

test('a screen reader finds headings, named pictures and tables with headings; print shows what is folded', async () => {
  const { url } = await serveReport(atRate)
  const browser = await openBrowser()
  const { page } = await openPage(browser, url)
  const tree = await page.locator('body').ariaSnapshot()
  for (const title of ['In short', 'Latency', 'What it costs', 'Combinations', 'Slots over time', 'Settings'])
    expect(tree).toContain(`heading "${title}" [level=3]`)
  for (const name of PICTURES) expect(tree).toContain(`img "${name}"`)
  const described = await page.locator('svg[aria-describedby] > desc').allTextContents()
  expect(described).toHaveLength(PICTURES.length)
  for (const text of described) expect(text.length).toBeGreaterThan(80)
  expect(tree).toContain('table "All slots, in the order in which they ran"')
  expect(tree).toContain('img "reliably better"')
  const folded = page.locator('details td').first()
  expect(await folded.isVisible()).toBe(false)
  await page.emulateMedia({ media: 'print', colorScheme: 'dark' })
  expect(await folded.isVisible()).toBe(true)
  // A4 across, its margins taken off
  await page.setViewportSize({ width: 1047, height: 718 })
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(1047)
  expect(await page.evaluate('getComputedStyle(document.body).backgroundColor')).toBe('rgb(255, 255, 255)')
})

test('what a file holds stays text', async () => {
  const evil = `"><script>document.title='taken'</script><img src=/x onerror="document.title='taken'">`
  const result = simulate({ contenders: [{ name: evil, settings: { [evil]: evil } }, { name: 'b' }] })
  const { url, asked } = await serveReport({ ...result, title: evil, command: evil })
  const { page, wrongs } = await openPage(await openBrowser(), url)
  expect(await page.locator('h1').innerText()).toBe(evil)
  expect(await page.locator('script, img:not([aria-hidden])').count()).toBe(0)
  expect(await page.title()).toContain(evil)
  expect({ asked, wrongs }).toEqual({ asked: ['/'], wrongs: [] })
})

const PICTURES = [
  'Latency from when a message was due',
  'Latency from the call of produce',
  'Throughput against latency',
  'CPU against latency',
  'Latency of each slot',
  'CPU of each slot',
]

/** Letters and marks, each with what is behind it. */
const CONTRASTS = `(() => {
  const groundOf = (each) => {
    for (let at = each; at; at = at.parentElement) {
      const { backgroundColor } = getComputedStyle(at)
      if (backgroundColor !== 'rgba(0, 0, 0, 0)') return backgroundColor
    }
  }
  const letters = [...document.querySelectorAll('body, p, th, td, td a, caption, figcaption, summary, code')]
    .map((each) => ['letters', getComputedStyle(each).color, groundOf(each)])
  const drawn = [...document.querySelectorAll('svg.panel .mark:not(.hollow)')].map((each) => ['drawn', getComputedStyle(each).fill, groundOf(each)])
  const written = [...document.querySelectorAll('svg.panel text')].map((each) => ['letters', getComputedStyle(each).fill, groundOf(each)])
  return [...letters, ...drawn, ...written]
})()`

function contrast(one: string, other: string): number {
  const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b) as [number, number]
  return (light + 0.05) / (dark + 0.05)
}
