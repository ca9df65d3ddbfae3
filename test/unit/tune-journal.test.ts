import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { resultSchema } from '../../src/measure/result.js'
import type { Answer } from '../../src/tune/answer.js'
import { renderAnswer, renderPlan } from '../../src/tune/answer-text.js'
import { readBase } from '../../src/tune/contenders.js'
import { DEPTHS } from '../../src/tune/depth.js'
import type { SlotRequest } from '../../src/tune/figures.js'
import { findSettings, type Planned, planWithoutBrokers, type Search } from '../../src/tune/find-settings.js'
import { Journal } from '../../src/tune/journal.js'
import { resultOf } from '../../src/tune/result-file.js'
import { simulateSlots } from '../support/tune/simulated-slots.js'
import { drawWorld } from '../support/tune/simulator.js'

const WORLD = drawWorld(3)
const SPACE = DEPTHS.quick.space
const SEARCH: Search = {
  goal: { kind: 'latency', percentile: 'p99', limitMs: 20, rate: WORLD.rate },
  base: readBase({ 'bootstrap.servers': 'a:9092' }, SPACE),
  space: SPACE,
  depth: DEPTHS.quick,
  seed: 7,
  topic: { partitions: WORLD.partitions, hasKeys: WORLD.hasKeys },
}
const HEAD = { lingerbusTune: 1, goal: 'p99', seed: 7 }

let folder: string
let file: string
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'tune-journal-'))
  file = path.join(folder, 'state.jsonl')
})
afterEach(() => rmSync(folder, { recursive: true }))

/** Measures until so many slots, then the process is gone. */
function run(journal: Journal, limit = Number.POSITIVE_INFINITY) {
  // Drawn by block, so that a resumed run finds the same noise.
  const measure = async (request: SlotRequest) => {
    if (++measured > limit) throw new Error('interrupted')
    return simulateSlots(WORLD, 0.02, request.block * 100)(request)
  }
  let measured = 0
  const planned: Planned[] = []
  const answer = findSettings(SEARCH, journal.wrap(measure), (plan) => planned.push(plan))
  return { answer, planned, measured: () => measured }
}

describe('the state file', () => {
  test('interrupted at any slot, a resumed run measures the rest and gives the same answer', async () => {
    const whole = run(Journal.start(path.join(folder, 'whole'), HEAD))
    const expected = await whole.answer
    const total = whole.measured()
    expect(total).toBe(expected.slots)
    for (const limit of [0, 1, 2, 3, 20, 57, total - 1]) {
      rmSync(file, { force: true })
      await expect(run(Journal.start(file, HEAD), limit).answer).rejects.toThrow('interrupted')
      const journal = Journal.resume(file, HEAD)
      // At most the block that was interrupted is measured twice.
      expect(journal.kept).toBeLessThanOrEqual(limit)
      expect(journal.kept).toBeGreaterThanOrEqual(limit - expected.tried.length)
      const resumed = run(journal)
      expect(await resumed.answer).toEqual(expected)
      expect(resumed.measured()).toBe(total - journal.kept)
    }
  })

  test('half a line at its end is no harm: the process was ended while it wrote', async () => {
    await expect(run(Journal.start(file, HEAD), 30).answer).rejects.toThrow('interrupted')
    appendFileSync(file, '{"at":"search 9')
    expect(Journal.resume(file, HEAD).kept).toBeGreaterThan(0)
    expect(readFileSync(file, 'utf8').endsWith('}\n')).toBe(true)
  })

  test('of another run it is refused, with what differs', () => {
    Journal.start(file, HEAD)
    expect(() => Journal.resume(file, { ...HEAD, goal: 'p50' })).toThrow(
      `${file} is of another run: goal was "p99", now it is "p50"`,
    )
    expect(() => Journal.start(file, HEAD)).toThrow('exists: add --resume')
  })

  test('what is no state file is refused', () => {
    writeFileSync(file, 'linger.ms=5\n')
    expect(() => Journal.resume(file, HEAD)).toThrow('is no state file')
    writeFileSync(file, `${JSON.stringify(HEAD)}\n{"at":"x"}\n`)
    expect(() => Journal.resume(file, HEAD)).toThrow('line 2')
    expect(() => Journal.resume(path.join(folder, 'none'), HEAD)).toThrow('ENOENT')
  })
})

describe('the answer', () => {
  let answer: Answer
  let journal: Journal
  let planned: Planned[]
  beforeEach(async () => {
    journal = Journal.start(file, HEAD)
    const started = run(journal)
    answer = await started.answer
    planned = started.planned
  })

  test('names the settings to paste, in both languages, and the effect of each', () => {
    expect(answer.verdict).toBe('better')
    expect(answer.goalReached).toBe(true)
    const text = renderAnswer(answer)
    for (const [name, value] of Object.entries(answer.recommended))
      expect(text).toContain(`  ${name}=${value}`)
    expect(text).toContain("For Java's producer:")
    expect(text).toContain('What each of them does')
    expect(text).toContain('at 0.5 × the rate')
    expect(text).toContain('what limits:')
    expect(text).not.toMatch(/undefined|NaN|null/)
    const [cpu] = answer.againstCurrent[0]!.effects.filter(({ figure }) => figure === 'cpu')
    expect(cpu!.interval![1]).toBeLessThan(1)
    expect(answer.againstCurrent.map(({ times }) => times)).toEqual([1, 0.5, 1.5])
  })

  test('the Pareto front holds what nothing beats', () => {
    const front = answer.tried.filter(({ isOnFront }) => isOnFront)
    expect(front.length).toBeGreaterThan(0)
    for (const a of front) {
      const better = answer.tried.filter(
        (b) => b.figures.latency! < a.figures.latency! && b.figures.cpu! < a.figures.cpu!,
      )
      expect(better).toEqual([])
    }
  })

  test('said beforehand: how many slots, how long, how many bytes', () => {
    expect(planned).toHaveLength(1)
    expect(planned[0]!.estimate.slotsAtMost).toBeGreaterThanOrEqual(answer.slots)
    expect(planned[0]!.measured).toBe(answer.tried.length)
    expect(renderPlan(planned[0]!)).toMatch(/minutes.*MB|minutes.*GB/)
    expect(renderPlan(planWithoutBrokers(SEARCH, 200))).toContain('no broker was asked')
  })

  test('the slots make a result that a report can read', () => {
    const result = resultOf(SEARCH, journal, {
      command: 'lingerbus tune',
      startedAt: new Date(0),
      target: { kind: 'embedded', brokers: 1, partitions: 4, replicationFactor: 1, rttMs: 0, ownTopic: true },
      payload: {
        kind: 'json',
        size: { min: 200, max: 200 },
        keys: { kind: 'none' },
        records: 10,
        meanBytes: 200,
      },
      versions: {},
    })
    expect(resultSchema.parse(result).contenders[0]!.settings).toEqual(answer.current)
    expect(new Set(result.slots.map(({ contender }) => contender)).size).toBe(result.contenders.length)
  })
})
