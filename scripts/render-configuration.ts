// Writes docs/configuration.md from the tables in src/config, the kept verdicts and the measured presets.
// Run: node --import tsx scripts/render-configuration.ts
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { renderPage } from './configuration/page.js'

const kept = (name: string) => {
  const file = new URL(`../docs/measurements/${name}.json`, import.meta.url)
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : null
}

writeFileSync(
  new URL('../docs/configuration.md', import.meta.url),
  renderPage({
    verdicts: kept('config-verdicts'),
    measured: kept('presets'),
    start: kept('start'),
  }),
)
