import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { figuresOf, judge, rateToFirst } from '../../bench/judge.js'
import { memorySchema } from '../../bench/memory-result.js'
import { profileSchema } from '../../bench/profile-result.js'
import { PAGE, readResults, renderPage } from '../../bench/render.mjs'
import { type Goal, type Result, resultSchema, type Slot } from '../../bench/result.js'
import { TRIALS } from '../../bench/trials.js'

const results = readResults()

describe('docs/benchmarks.md', () => {
  test('is what render writes from the result files', () => {
    expect(readFileSync(PAGE, 'utf8'), 'run: node bench/render.mjs').toBe(renderPage(results))
  })

  test('says at its top from what it was made', () => {
    expect(renderPage(results).split('\n').slice(0, 5).join('\n')).toContain('node bench/render.mjs')
    expect(renderPage({ speed: [], memory: [], profile: null, races: [] })).toContain('No results yet')
  })
})

describe('the result files', () => {
  test('have their shape', () => {
    for (const result of results.speed) {
      expect(resultSchema.parse(result), result.name).toEqual(result)
      expect(TRIALS[result.place - 1]?.name).toBe(result.name)
    }
    expect(profileSchema.parse(results.profile)).toEqual(results.profile)
    for (const result of results.memory) expect(memorySchema.parse(result), result.name).toEqual(result)
  })

  test('say of their slots what these say', () => {
    for (const { goals, slots, contenders } of results.speed) {
      for (const { value, met, ...goal } of goals) expect(judge(goal, slots)).toEqual({ ...goal, value, met })
      for (const { name, figures } of contenders) expect(figuresOf(name, slots)).toEqual(figures)
    }
  })
})

describe('the table of trials', () => {
  test('every goal names contenders of its trial', () => {
    for (const { goals, contenders } of TRIALS) {
      const names = contenders.map(({ name }) => name)
      expect(new Set(names).size).toBe(names.length)
      for (const { of, to = of, beside = [] } of goals)
        expect(names).toEqual(expect.arrayContaining([of, to, ...beside]))
    }
  })

  test('every trial has a goal and a name of its own', () => {
    expect(new Set(TRIALS.map(({ name }) => name)).size).toBe(TRIALS.length)
    expect(TRIALS.filter(({ goals }) => goals.length === 0)).toEqual([])
  })
})

describe('judging', () => {
  const slots = [
    slot(1, 'c', { rate: 2000, cpuUs: 1 }),
    slot(1, 'native', { rate: 1000, cpuUs: 4 }),
    // The machine was twice as slow in this round, for both: the ratio does not show it.
    slot(2, 'native', { rate: 600, cpuUs: 8 }),
    slot(2, 'c', { rate: 1000, cpuUs: 2 }),
    slot(3, 'c', { rate: 2000, cpuUs: 1 }),
    slot(3, 'native', { rate: 1 }, 'killed'),
  ]
  const goal: Goal = { line: 'fast', figure: 'rate', of: 'native', to: 'c', bound: { atLeast: 0.55 } }

  test('takes ratios inside a round, and leaves void slots out', () => {
    expect(judge(goal, slots)).toEqual({ ...goal, value: { median: 0.55, min: 0.5, max: 0.6 }, met: true })
    expect(judge({ ...goal, bound: { atLeast: 0.56 } }, slots).met).toBe(false)
    expect(rateToFirst('native', 'c', slots)).toEqual({ median: 0.55, min: 0.5, max: 0.6 })
    expect(figuresOf('native', slots).rate).toEqual({ median: 800, min: 600, max: 1000 })
  })

  test('a share is what is left beside the others', () => {
    const { to: _, ...rest } = goal
    const share: Goal = { ...rest, figure: 'cpuUs', beside: ['c'], bound: { atMost: 0.5 } }
    expect(judge(share, slots)).toMatchObject({ value: { median: 0.75, min: 0.75, max: 0.75 }, met: false })
  })

  test('who could not run leaves a goal unmeasured', () => {
    expect(judge({ ...goal, to: 'nobody' }, slots)).toMatchObject({ value: null, met: null })
  })

  test('the page marks a miss, an absence and a try plainly', () => {
    const missed = { ...goal, bound: { atLeast: 0.9 } }
    const page = renderPage({
      speed: [fixture([judge(missed, slots), judge({ ...goal, of: 'late' }, slots)], slots)],
      memory: [],
      profile: null,
      races: [],
    })
    expect(page).toContain('| fast | mock | ≥ 0.9 | 0.55 (0.5–0.6) | **MISSED** (a try) | [x](#x) |')
    expect(page).toContain('goal ≥ 0.55 (rate: late ÷ c): –, not measured')
    expect(page).toContain('- `late` could not run: is not there')
    expect(page).toContain('A try with 5 % of the messages')
    expect(page).toContain('1 of 6 slots were void')
    expect(page).not.toContain('busy')
    const loaded = slots.map((each) => ({ ...each, loadBefore: 3.5 }))
    expect(renderPage({ speed: [fixture([], loaded)], memory: [], profile: null, races: [] })).toContain(
      'The machine was busy',
    )
    expect(page).not.toMatch(/undefined|NaN|null/)
  })
})

function slot(round: number, contender: string, figures: Partial<Slot>, reason: string | null = null): Slot {
  const about = { settings: {}, messages: 1000, loadBefore: 0.5, stealShare: 0 }
  return { round, contender, ...about, void: reason, ...figures }
}

function fixture(goals: Result['goals'], slots: Slot[]): Result {
  const contender = (name: string, leftOut: string | null) => ({
    name,
    what: `who is called ${name}`,
    share: 1,
    leftOut,
    figures: figuresOf(name, slots),
    rateToFirst: rateToFirst(name, 'c', slots),
  })
  return resultSchema.parse({
    schemaVersion: 1,
    name: 'x',
    place: 1,
    title: 'A trial',
    target: 'mock',
    command: 'npm run bench:engine',
    date: '2026-11-21T12:00:00.000Z',
    seed: 1,
    rounds: 3,
    scale: 0.05,
    messages: 1000,
    warmUp: 100,
    bytes: 100,
    settings: { 'linger.ms': '5' },
    machine: { cpu: 'a CPU', cores: 2, memoryGiB: 4, os: 'Linux' },
    versions: {
      lingerbus: '0',
      node: '20',
      librdkafka: '2',
      kafka: '4',
      '@confluentinc/kafka-javascript': '1',
      gcc: null,
    },
    contenders: [contender('c', null), contender('native', null), contender('late', 'is not there')],
    goals,
    slots,
  })
}
