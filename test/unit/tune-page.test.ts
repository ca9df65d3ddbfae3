import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { renderTunePage } from '../../scripts/tune-page.js'

const read = (place: string) => readFileSync(new URL(`../../${place}`, import.meta.url), 'utf8')

test("docs/tune.md: its figures are the result files'", () => {
  const page = read('docs/tune.md')
  expect(renderTunePage(page)).toBe(page)
  const { rows } = JSON.parse(read('test/endurance/results/tune-simulated.json'))
  const { within5Percent, workloads } = rows[0]
  expect(page).toContain(`| 2 % | all goals | ${within5Percent} of ${workloads} |`)
})

test('the simulated workloads that it had never seen: what was promised of them', () => {
  const { seeds, rows } = JSON.parse(read('test/endurance/results/tune-simulated.json'))
  expect(seeds).toEqual([451, 650])
  interface Row {
    noise: number
    goal: string
    workloads: number
    within5Percent: number
    tooNoisy: number
    falseClaims: number
    medianShare: number
  }
  const at = (noise: number): Row => rows.find((row: Row) => row.noise === noise && row.goal === 'all')
  expect(at(0.02).within5Percent).toBeGreaterThanOrEqual(0.95 * at(0.02).workloads)
  expect(at(0.2).tooNoisy).toBeGreaterThan(0.8 * at(0.2).workloads)
  for (const { falseClaims, workloads } of rows) expect(falseClaims).toBeLessThanOrEqual(0.05 * workloads)
  for (const { medianShare } of rows) expect(medianShare).toBeLessThanOrEqual(0.25)
})
