import { describe, expect, test } from 'vitest'
import { mean } from '../../src/measure/statistics.js'
import { readBase } from '../../src/tune/contenders.js'
import { DEPTHS } from '../../src/tune/depth.js'
import { nameOf, type Settings } from '../../src/tune/figures.js'
import type { Search } from '../../src/tune/find-settings.js'
import { costOf, parseGoal } from '../../src/tune/goal.js'
import { candidatesOf } from '../../src/tune/space.js'
import { confirmAgain } from '../endurance/confirm-again.js'
import { measureAll } from '../endurance/exhaustive.js'
import { CURRENT } from '../support/tune/simulated-run.js'
import { drawWorld, ideal, type SimulatedWorld, simulate } from '../support/tune/simulator.js'

const GOAL = 'min-cpu at 5000/s'
const WORLD: SimulatedWorld = { ...drawWorld(2), rate: 5000 }
const SEARCH: Search = {
  goal: parseGoal(GOAL),
  base: readBase({ 'bootstrap.servers': 'localhost:9092' }, DEPTHS.quick.space),
  space: DEPTHS.quick.space,
  depth: DEPTHS.quick,
  seed: 1,
  topic: { partitions: WORLD.partitions, hasKeys: WORLD.hasKeys },
}
const costIn = (settings: Settings) => costOf(SEARCH.goal, ideal(settings, WORLD, WORLD.rate))!

describe('what the tuner is held against on real brokers', () => {
  const { base, space } = SEARCH
  const all = candidatesOf(space, base.current, base.keepsSticky)
  const byCost = [...all].sort((a, b) => costIn(a) - costIn(b))
  const effort = { blocks: 2, finalists: 3, finalBlocks: 4, duelBlocks: 5 }

  test('every combination, then the best and the choice in fresh blocks, and again', async () => {
    const dearest = byCost.at(-1)!
    const seen = await measureAll(SEARCH, simulate(WORLD, 0.001, 1), dearest, effort)
    expect(seen.combinations).toBe(24)
    expect(seen.slots).toBe(24 * 2 + 4 * 4 + 2 * 5)
    expect(costIn(seen.best!)).toBeLessThan(1.01 * costIn(byCost[0]!))
    expect(seen.duel.blocks).toBe(5)
    expect(seen.duel.ratio).toBeCloseTo(costIn(dearest) / costIn(seen.best!), 1)
  })

  test('a choice that is the best needs no duel', async () => {
    const [choice, dearest] = [byCost[0]!, byCost.at(-1)!]
    const world = simulate(WORLD, 0.001, 1)
    const measure: typeof world = (request) =>
      world({ ...request, settings: nameOf(request.settings) === nameOf(choice) ? choice : dearest })
    const seen = await measureAll(SEARCH, measure, choice, effort)
    expect(seen.best).toEqual(choice)
    expect(seen.duel.ratio).toBe(1)
    expect(seen.slots).toBe(24 * 2 + 3 * 4)
  })

  // The first six workloads on a real Kafka came out 10 % dearer than the best, measured in the blocks that had chosen the best of
  // ten: as much as noise of 8 % gives the luckiest of ten that are all the same.
  test('where all are the same, the luck of the best does not count', async () => {
    const logs: number[] = []
    for (let seed = 1; seed <= 60; seed++) {
      const measure = simulate(WORLD, 0.1, seed)
      const same: typeof measure = (request) => measure({ ...request, settings: CURRENT })
      const { duel } = await measureAll({ ...SEARCH, seed }, same, CURRENT, { ...effort, finalists: 9 })
      logs.push(Math.log(duel.ratio!))
    }
    expect(Math.abs(mean(logs))).toBeLessThan(0.03)
  })

  test('a gain holds when it is measured once more, and none is seen where there is none', async () => {
    const recommended = { ...CURRENT, 'linger.ms': '100' }
    const answer = { recommended, current: CURRENT, goalReached: null }
    const again = await confirmAgain(SEARCH, simulate(WORLD, 0.05, 7), answer, 8)
    expect(again.holds).toBe(true)
    expect(again.blocks).toBe(8)
    expect(again.ratio).toBeCloseTo(costIn(recommended) / costIn(CURRENT), 1)
    let held = 0
    for (let seed = 1; seed <= 40; seed++) {
      const measure = simulate(WORLD, 0.05, seed)
      const same: typeof measure = (request) => measure({ ...request, settings: CURRENT })
      if ((await confirmAgain({ ...SEARCH, seed }, same, answer, 8)).holds) held++
    }
    expect(held).toBeLessThanOrEqual(2)
  })

  test('a limit that was kept must be kept again', async () => {
    const slow = { ...SEARCH, goal: parseGoal('p99<=50ms at 5000/s') }
    const answer = { recommended: { ...CURRENT, 'linger.ms': '100' }, current: CURRENT, goalReached: true }
    const again = await confirmAgain(slow, simulate(WORLD, 0.02, 7), answer, 8)
    expect(again.interval![1]).toBeLessThan(1)
    expect(again).toMatchObject({ goalReached: false, holds: false })
  })
})
