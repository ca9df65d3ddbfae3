import { describe, expect, test } from 'vitest'
import type { Figures } from '../../src/tune/figures.js'
import { costOf, describeGoal, type Goal, parseGoal } from '../../src/tune/goal.js'

describe('a goal', () => {
  test.each([
    ['p99<=20ms at 5000/s', { kind: 'latency', percentile: 'p99', limitMs: 20, rate: 5000 }],
    ['p99 <= 20 ms at 5000/s', { kind: 'latency', percentile: 'p99', limitMs: 20, rate: 5000 }],
    ['p99.9≤1.5s at 2k/s', { kind: 'latency', percentile: 'p99.9', limitMs: 1500, rate: 2000 }],
    ['p50<=500us at 0.5M/s', { kind: 'latency', percentile: 'p50', limitMs: 0.5, rate: 500_000 }],
    ['max-throughput', { kind: 'max-throughput' }],
    ['min-cpu', { kind: 'min-cpu', rate: null }],
    ['min-cpu at 250/s', { kind: 'min-cpu', rate: 250 }],
  ])('%s', (text, goal) => {
    expect(parseGoal(text)).toEqual(goal)
    expect(describeGoal(goal as Goal)).not.toContain('undefined')
  })

  test.each([
    ['', 'expected one of'],
    ['p99<20ms at 5000/s', 'max-throughput'],
    ['p99<=20 at 5000/s', 'expected one of'],
    ['p98<=20ms at 5000/s', 'expected one of p50, p90, p95, p99, p99.9'],
    ['p99<=0ms at 5000/s', 'a limit above 0'],
    ['p99<=1.2.3ms at 5000/s', 'a limit above 0'],
    ['p99<=601s at 5000/s', 'at most 600000 ms'],
    ['p99<=20ms at 5000', 'as 5000/s or 5k/s'],
    ['p99<=20ms at 0.5/s', 'from 1/s'],
    ['p99<=20ms at 11M/s', 'to 10000000/s'],
    ['min-cpu at fast', 'as 5000/s'],
    ['constructor<=20ms at 5000/s', 'expected one of'],
  ])('refused: %s', (text, reason) => {
    expect(() => parseGoal(text)).toThrow(expect.objectContaining({ name: 'TuneInputError' }))
    expect(() => parseGoal(text)).toThrow(reason)
  })
})

describe('what settings cost', () => {
  const goal = parseGoal('p99<=20ms at 5000/s')
  const figures = (p99Ms: number, cpuUs: number) =>
    ({ void: null, cpuUs, rate: 5000, intended: { p99Us: p99Ms * 1000 } }) as Figures

  test('within the limit only CPU counts', () => {
    expect(costOf(goal, figures(2, 3))).toBe(costOf(goal, figures(17, 3)))
    expect(costOf(goal, figures(2, 2))!).toBeLessThan(costOf(goal, figures(2, 3))!)
  })

  test('a limit that is missed outweighs CPU', () => {
    expect(costOf(goal, figures(40, 1))!).toBeGreaterThan(costOf(goal, figures(17, 10))!)
  })

  test('what is void, or has too few samples, costs nothing that could be compared', () => {
    expect(costOf(goal, { ...figures(2, 3), void: { rule: 'steal', reason: '' } })).toBeNull()
    expect(costOf(goal, { ...figures(2, 3), intended: null })).toBeNull()
  })
})
