import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { readResult } from '../../src/measure/result.js'
import { renderPicture } from '../../src/report/picture.js'

describe("the README's picture", () => {
  const read = (file: string) => readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8')
  const kept = readResult(read('bench/results/settings/quick.json'), 'quick.json')

  test('is what is drawn of the kept result now', () => {
    const picture = renderPicture(kept)
    const same = picture === read('docs/pictures/bench-report.svg')
    expect(same, 'run: node --import tsx scripts/render-report-picture.ts').toBe(true)
    for (const { name } of kept.contenders) expect(picture).toContain(`>${name}</text>`)
    expect(picture).toContain(`Node.js ${kept.versions.node}`)
    expect(read('docs/report.md')).toContain('pictures/bench-report.svg')
  })
})
