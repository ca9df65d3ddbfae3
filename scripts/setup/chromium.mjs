// A real browser for the tests of the examples' pages and of the report.
import { existsSync } from 'node:fs'
import { findProgram } from './command.mjs'

const programs = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']
const onMac = '/Applications/Chromium.app/Contents/MacOS/Chromium'

/** The browser's program, null when there is none. */
export function findChromium() {
  for (const name of programs) {
    const program = findProgram(name)
    if (program !== null) return program
  }
  return existsSync(onMac) ? onMac : null
}

export function chromiumNeeds(site) {
  if (findChromium() !== null) {
    site.done('Chromium: there')
    return []
  }
  const why = "the tests look at the examples' pages and at the report in it"
  return [{ what: 'Chromium', why, debs: ['chromium'], mac: 'brew install --cask chromium' }]
}
