// Writes docs/bench-results.md. Run: node --import tsx scripts/render-bench-results.ts
import { writeFileSync } from 'node:fs'
import { renderPage } from './bench-results-page.js'

writeFileSync(new URL('../docs/bench-results.md', import.meta.url), renderPage())
