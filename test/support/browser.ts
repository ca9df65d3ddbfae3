import { type Browser, chromium, type Page } from 'playwright-core'
import { onTestFinished } from 'vitest'
import { findChromium } from '../../scripts/setup/chromium.mjs'

const quiet = [
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

export async function openBrowser(): Promise<Browser> {
  const executablePath = findChromium()
  if (executablePath === null) throw new Error('there is no Chromium: npm run test:pipelines brings it')
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu', ...quiet] })
  onTestFinished(() => browser.close())
  return browser
}

/** A page, and what went wrong on it: errors, complaints in its console, requests that left this machine. */
export async function openPage(
  browser: Browser,
  url: string,
  options: Parameters<Browser['newPage']>[0] = {},
) {
  const page: Page = await browser.newPage(options)
  const wrongs: string[] = []
  page.on('pageerror', (error) => wrongs.push(error.message))
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) wrongs.push(message.text())
  })
  page.on('request', (request) => {
    if (!/^(http:\/\/127\.0\.0\.1:|data:)/.test(request.url())) wrongs.push(`asked ${request.url()}`)
  })
  await page.goto(url)
  return { page, wrongs }
}

/** Relative luminance, as WCAG 2 has it. */
export function luminance(color: string): number {
  const [red, green, blue] = color.match(/\d+/g)!.map((part) => {
    const share = Number(part) / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!
}
