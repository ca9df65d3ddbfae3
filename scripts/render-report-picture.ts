// Draws docs/pictures/bench-report.svg from the kept result bench/results/settings/quick.json.
//   node --import tsx scripts/render-report-picture.ts          draws it again
//   node --import tsx scripts/render-report-picture.ts FILE     keeps that result first; made by: npm run bench
import { readFileSync, writeFileSync } from 'node:fs'
import { readResult } from '../src/measure/result.js'
import { renderPicture } from '../src/report/picture.js'

const KEPT = new URL('../bench/results/settings/quick.json', import.meta.url)
const PICTURE = new URL('../docs/pictures/bench-report.svg', import.meta.url)

const [file] = process.argv.slice(2)
// Without its indentation a result is a quarter as long.
if (file !== undefined)
  writeFileSync(KEPT, `${JSON.stringify(readResult(readFileSync(file, 'utf8'), file))}\n`)
writeFileSync(PICTURE, renderPicture(readResult(readFileSync(KEPT, 'utf8'), 'quick.json')))
