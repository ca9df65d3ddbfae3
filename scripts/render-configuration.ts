// Writes docs/configuration.md from the tables in src/config, the kept verdicts and the measured presets.
// Run: node --import tsx scripts/render-configuration.ts
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { renderPage } from './configuration/page.js'

const read = (name: string) => new URL(`../${name}`, import.meta.url)
const measured = read('docs/measurements/presets.json')

writeFileSync(
  read('docs/configuration.md'),
  renderPage({
    verdicts: JSON.parse(readFileSync(read('docs/measurements/config-verdicts.json'), 'utf8')),
    measured: existsSync(measured) ? JSON.parse(readFileSync(measured, 'utf8')) : null,
  }),
)
